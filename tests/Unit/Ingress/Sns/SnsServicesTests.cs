using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Tracking.Ingress.Sns;
using Tracking.Providers;
using Tracking.Providers.Ses;
using Tracking.Unit.Providers.Ses;
using Xunit;

namespace Tracking.Unit.Ingress.Sns;

public sealed class SnsServicesTests
{
    [Fact]
    public async Task The_provider_asks_the_network_for_the_certificate_it_was_not_given()
    {
        var certificates = new SnsSigner();
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create("Providers:Ses:TopicArns:0", (string?)SnsSigner.Topic)]).Build();
        await using var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration)
            .AddProviders().AddSns().AddSingleton<ISigningCertificates>(certificates).BuildServiceProvider();
        Assert.True(services.GetRequiredService<ProviderCatalog>().TryGet("ses", out var ses));
        var request = SnsSigner.Request(SnsSigner.Sign(SnsSigner.Notification("{}")));

        var verified = await ses.VerifyAsync(request, null, TestContext.Current.CancellationToken);

        Assert.Equal(SignatureVerdict.Valid, verified.Verdict);
        Assert.Single(certificates.Asked);
    }
}
