using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Tracking.Worker.Reconciliation;
using Xunit;

namespace Tracking.Unit.Worker.Reconciliation;

public sealed class ReconciliationOptionsTests
{
    [Theory]
    [InlineData()]
    [InlineData("Twilio:AccountSid=AC1", "Twilio:AuthToken=t")]
    [InlineData("Twilio:AccountSid=AC1", "Twilio:ApiKeySid=SK1", "Twilio:ApiKeySecret=s")]
    [InlineData("Twilio:AccountSid=AC1", "Twilio:AuthToken=t", "Twilio:BaseUrl=http://127.0.0.1:5000/")]
    [InlineData("Twilio:AccountSid=AC1", "Twilio:AuthToken=t", "Twilio:BaseUrl=https://api.dublin.ie1.twilio.com")]
    [InlineData("Plivo:AuthId=MA1", "Plivo:AuthToken=t")]
    public void Nothing_and_whole_credentials_are_good(params string[] settings) => Assert.Empty(Failures(settings));

    [Theory]
    [InlineData("Reconciliation:Twilio:AccountSid is missing", "Twilio:AuthToken=hush")]
    [InlineData("Reconciliation:Twilio:AuthToken is missing", "Twilio:AccountSid=AC1")]
    [InlineData("Reconciliation:Twilio:ApiKeySid and Reconciliation:Twilio:ApiKeySecret must be given together", "Twilio:AccountSid=AC1", "Twilio:ApiKeySid=SK1")]
    [InlineData("Reconciliation:Twilio:AccountSid must be", "Twilio:AccountSid=AC1/../x", "Twilio:AuthToken=hush")]
    [InlineData("Reconciliation:Twilio:ApiKeySid must be", "Twilio:AccountSid=AC1", "Twilio:ApiKeySid=SK:1", "Twilio:ApiKeySecret=hush")]
    [InlineData("Reconciliation:Twilio:BaseUrl must be", "Twilio:AccountSid=AC1", "Twilio:AuthToken=hush", "Twilio:BaseUrl=http://api.twilio.com")]
    [InlineData("Reconciliation:Twilio:BaseUrl must be", "Twilio:AccountSid=AC1", "Twilio:AuthToken=hush", "Twilio:BaseUrl=https://u:hush@api.twilio.com")]
    [InlineData("Reconciliation:Twilio:BaseUrl must be", "Twilio:AccountSid=AC1", "Twilio:AuthToken=hush", "Twilio:BaseUrl=/relative")]
    [InlineData("Reconciliation:Plivo:AuthId is missing", "Plivo:AuthToken=hush")]
    [InlineData("Reconciliation:Plivo:AuthToken is missing", "Plivo:AuthId=MA1")]
    [InlineData("Reconciliation:Plivo:BaseUrl must be", "Plivo:AuthId=MA1", "Plivo:AuthToken=hush", "Plivo:BaseUrl=ftp://localhost")]
    [InlineData("Reconciliation:PermitsPerSecond must be", "PermitsPerSecond=0")]
    [InlineData("Reconciliation:Timeout must be", "Timeout=00:05:00")]
    [InlineData("Reconciliation:Tries must be", "Tries=0")]
    [InlineData("Reconciliation:BreakFor must be", "BreakFor=00:00:00")]
    public void What_is_wrong_is_refused_by_its_key_and_without_its_secret(string sentence, params string[] settings)
    {
        var failure = Assert.Single(Failures(settings));

        Assert.StartsWith(sentence, failure, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", failure, StringComparison.Ordinal);
    }

    static IEnumerable<string> Failures(string[] settings)
    {
        using var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(
                settings.Select(s => s.Split('=', 2)).Select(s => KeyValuePair.Create($"Reconciliation:{s[0]}", (string?)s[1]))).Build())
            .AddReconciliation()
            .BuildServiceProvider();
        try
        {
            _ = services.GetRequiredService<IOptions<ReconciliationOptions>>().Value;
            return [];
        }
        catch (OptionsValidationException wrong)
        {
            return wrong.Failures;
        }
    }
}
