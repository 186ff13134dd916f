using Tracking.Simulator;

namespace Tracking.Unit.Simulator;

/// <summary>Everybody, with secrets made up once for all tests.</summary>
static class Casts
{
    static readonly Lazy<DemoSecrets> Secrets = new(() =>
    {
        // The certificate is of no use here, so its folder goes at once.
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            return DemoSecrets.Create(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    });

    public static Cast Everybody => Secrets.Value.Cast;

    /// <summary>By which an ingress believes everybody but SES, whose certificate is a file.</summary>
    public static (string Key, string Value)[] Settings =>
    [
        .. Secrets.Value.Configuration
            .Where(s => s.Value is not null && !s.Key.StartsWith("Providers:Ses:", StringComparison.Ordinal)).Select(s => (s.Key, s.Value!)),
    ];
}
