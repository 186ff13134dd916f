using Tracking.Simulator;

namespace Tracking.Standalone;

/// <summary>
/// Secrets that everybody knows, so that a first try needs no configuration, and traffic to look at. Used only where nothing is
/// configured; the dashboard then refuses to start where others than this machine can reach it.
/// </summary>
sealed class DemoRun : IDisposable
{
    public const string TwilioToken = "demo0000demo0000demo0000demo0000";
    public const string ProducerKey = "demo-producer-key";

    static readonly string[] OwnSecrets = ["Providers", "Receipts", "Unsubscribe", "Ingress:ProducerKeys", "Dashboard:ApiKeys"];
    static readonly TimeSpan Duration = TimeSpan.FromMinutes(2);

    // An SNS certificate is pinned by a file.
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tracking-demo-");
    readonly DemoSecrets _secrets;

    DemoRun() => _secrets = DemoSecrets.Create(_folder.FullName, twilioToken: TwilioToken, producerKey: ProducerKey);

    /// <returns>Null where secrets of the operator's own are configured.</returns>
    public static DemoRun? Configure(ConfigurationManager configuration)
    {
        if (OwnSecrets.Any(key => configuration.GetSection(key).GetChildren().Any()))
            return null;
        var demo = new DemoRun();
        configuration.AddInMemoryCollection(demo._secrets.Configuration);
        return demo;
    }

    /// <summary>Plays producers and providers for a while, over real HTTP.</summary>
    public async Task PlayAsync(Uri address, CancellationToken stopping)
    {
        Console.WriteLine($"The simulator plays for {Duration.TotalMinutes:0} minutes: {new Uri(address, "/api/deliveries")}");
        try
        {
            var acknowledged = await Demo.PlayAsync(address, _secrets, Duration, cancellationToken: stopping);
            Console.WriteLine($"The simulator has played: {acknowledged} requests were acknowledged.");
        }
        catch (OperationCanceledException)
        {
            // The process stops.
        }
    }

    public void Dispose()
    {
        _secrets.Dispose();
        _folder.Delete(recursive: true);
    }
}
