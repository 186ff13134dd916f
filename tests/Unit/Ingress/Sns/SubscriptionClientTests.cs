using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Tracking.Ingress.Sns;
using Xunit;

namespace Tracking.Unit.Ingress.Sns;

public sealed class SubscriptionClientTests
{
    static readonly Uri Url = new("https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=a&Token=b");

    [Fact]
    public async Task A_subscription_is_confirmed_when_sns_says_so()
    {
        var network = new SnsNetwork(_ => SnsNetwork.Ok("""
            <ConfirmSubscriptionResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><ConfirmSubscriptionResult>
              <SubscriptionArn>arn:aws:sns:eu-west-1:111122223333:ses-events:2bcfbf39-05c3-41de-beaa-fcfcc21c8f55</SubscriptionArn>
            </ConfirmSubscriptionResult></ConfirmSubscriptionResponse>
            """));

        Assert.Null(await ConfirmAsync(network));
        Assert.Equal(Url, Assert.Single(network.Asked));
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, "")]
    [InlineData(HttpStatusCode.OK, "<html></html>")]
    [InlineData(HttpStatusCode.OK, "<a><SubscriptionArn>pending confirmation</SubscriptionArn></a>")]
    [InlineData(HttpStatusCode.OK, "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a><SubscriptionArn>arn:&e;</SubscriptionArn></a>")]
    [InlineData(HttpStatusCode.Accepted, "<a><SubscriptionArn>arn:aws</SubscriptionArn></a>")]
    [InlineData(HttpStatusCode.BadRequest, "<a><SubscriptionArn>arn:aws</SubscriptionArn></a>")]
    [InlineData(HttpStatusCode.Found, "<a><SubscriptionArn>arn:aws</SubscriptionArn></a>")]
    public async Task Any_other_answer_is_a_failure_with_a_reason(HttpStatusCode status, string body)
    {
        var network = new SnsNetwork(_ => new HttpResponseMessage(status) { Content = new StringContent(body) });

        Assert.NotNull(await ConfirmAsync(network));
    }

    [Fact]
    public async Task A_network_that_is_down_is_a_failure_with_a_reason()
    {
        var network = new SnsNetwork(HttpResponseMessage (_) => throw new HttpRequestException("connection refused"));

        Assert.Contains("connection refused", await ConfirmAsync(network), StringComparison.Ordinal);
        Assert.Equal(3, network.Asked.Count);
    }

    static Task<string?> ConfirmAsync(SnsNetwork network) => network.Services.GetRequiredService<SubscriptionClient>()
        .ConfirmAsync(Url, TestContext.Current.CancellationToken);
}
