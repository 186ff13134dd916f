using Microsoft.Extensions.DependencyInjection;
using Tracking.Providers;
using Xunit;

namespace Tracking.Unit.Providers;

public sealed class FailureCatalogTests
{
    [Theory]
    [InlineData("fcm", "UNREGISTERED", "invalid_recipient")]
    [InlineData("apns", "Unregistered", "invalid_recipient")]
    [InlineData("twilio", "21211", "invalid_recipient")]
    [InlineData(" FCM ", "UNREGISTERED", "invalid_recipient")]
    [InlineData("ses", "UNREGISTERED", null)]
    [InlineData("nobody", "UNREGISTERED", null)]
    [InlineData("", "UNREGISTERED", null)]
    [InlineData(null, "UNREGISTERED", null)]
    public void A_code_is_read_by_the_provider_that_it_is_of(string? provider, string code, string? reason)
    {
        using var services = Configured.Services();

        Assert.Equal(reason, services.GetRequiredService<FailureCatalog>().Read(provider, code, null).Reason);
    }
}
