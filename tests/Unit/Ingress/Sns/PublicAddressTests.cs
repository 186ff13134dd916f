using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Tracking.Ingress.Sns;
using Xunit;

namespace Tracking.Unit.Ingress.Sns;

public sealed class PublicAddressTests
{
    [Theory]
    [InlineData("52.94.5.1")]
    [InlineData("172.15.0.1")]
    [InlineData("172.32.0.1")]
    [InlineData("2600:1f18::1")]
    [InlineData("::ffff:52.94.5.1")]
    public void An_address_of_the_public_internet_may_be_called(string address) =>
        Assert.True(PublicAddress.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("10.1.2.3")]
    [InlineData("100.64.0.1")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.0.9")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("198.18.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("2002:7f00:1::")]
    [InlineData("2001:db8::1")]
    [InlineData("fe80::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("ff02::1")]
    public void An_address_of_our_own_networks_may_not(string address) =>
        Assert.False(PublicAddress.IsPublic(IPAddress.Parse(address)));

    [Fact]
    public async Task The_client_refuses_to_connect_to_one()
    {
        await using var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddSns()
            .BuildServiceProvider();

        var problem = await services.GetRequiredService<SubscriptionClient>()
            .ConfirmAsync(new Uri("https://127.0.0.1:1/"), TestContext.Current.CancellationToken);

        Assert.Contains("not public", problem, StringComparison.Ordinal);
    }
}
