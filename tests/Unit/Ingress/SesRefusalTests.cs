using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Tracking.Providers.Ses;
using Tracking.Unit.Ingress.Sns;
using Tracking.Unit.Providers.Ses;
using Xunit;
using static Tracking.Unit.Ingress.IngressOfSns;

namespace Tracking.Unit.Ingress;

/// <summary>What is refused at <c>/webhooks/ses</c>: nothing of it is published, nothing is fetched for it, and the answer gives nothing away.</summary>
public sealed class SesRefusalTests(SesRefusalTests.Sns shared) : IClassFixture<SesRefusalTests.Sns>
{
    const string Malformed = "The signature is malformed.";
    const string Mismatch = "The signature does not match.";
    const string Missing = "The signature is missing.";
    const string Stale = "The request is outside its time window.";
    const string Untrusted = "The request's source is not one that is believed here.";
    const string ComeAgain = "Not accepted just now. Please send it again.";

    [Theory]
    [InlineData(null, Missing)]
    [InlineData("", Missing)]
    [InlineData("not base64!", Malformed)]
    [InlineData("AAAA", Mismatch)]
    public Task A_signature_that_cannot_be_believed_is_a_403_that_says_why(string? signature, string detail) =>
        shared.Ingress.RefusedAsync(Signed with { Signature = signature }, HttpStatusCode.Forbidden, detail);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("3")]
    [InlineData("2.0")]
    public Task An_unknown_version_of_the_signature_is_a_403(string? version) =>
        shared.Ingress.RefusedAsync(Signed with { SignatureVersion = version }, HttpStatusCode.Forbidden, Malformed);

    [Theory]
    [InlineData("1", "2")]
    [InlineData("2", "1")]
    public async Task A_signature_under_the_other_versions_name_is_a_403(string version, string named)
    {
        var envelope = SnsSigner.Sign(Notification with { SignatureVersion = version }) with { SignatureVersion = named };

        await shared.Ingress.RefusedAsync(envelope, HttpStatusCode.Forbidden, Mismatch);
    }

    [Fact]
    public async Task The_weaker_version_is_a_403_where_the_settings_refuse_it()
    {
        await using var sns = await StartAsync(null, ("Providers:Ses:RequireSignatureVersion2", "true"));

        await sns.RefusedAsync(SnsSigner.Sign(Notification with { SignatureVersion = "1" }), HttpStatusCode.Forbidden, Malformed);
    }

    [Fact]
    public async Task A_signature_by_another_key_is_a_403()
    {
        using var stranger = RSA.Create(2048);

        await shared.Ingress.RefusedAsync(Notification with { Signature = SnsSignature.Sign(Notification, stranger) }, HttpStatusCode.Forbidden, Mismatch);
    }

    public static TheoryData<string, string> Changes() => new()
    {
        { "Message", """{"eventType":"Bounce"}""" },
        { "Message", "" },
        { "MessageId", "0a5c1d9e-3b77-5f10-8d42-4e6f7a8b9c02" },
        { "Subject", "A subject that was not there" },
        { "Timestamp", "2026-11-21T02:59:00.123Z" },
        { "Type", "SubscriptionConfirmation" },
        { "Type", "UnsubscribeConfirmation" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_signed_value_that_was_changed_is_a_403(string name, string value)
    {
        var members = JsonSerializer.Deserialize<Dictionary<string, string>>(SnsSigner.Text(Signed))!;
        members[name] = value;
        if (name == "Type")
            (members["Token"], members["SubscribeURL"]) = ("2336412f", "https://sns.eu-west-1.amazonaws.com/");

        await shared.Ingress.RefusedAsync(Request(JsonSerializer.Serialize(members)), HttpStatusCode.Forbidden, Mismatch);
    }

    [Fact]
    public async Task A_message_that_was_moved_to_another_topic_of_ours_is_a_403()
    {
        const string Other = "arn:aws:sns:eu-west-1:111122223333:other-events";
        await using var sns = await StartAsync(null, ("Providers:Ses:TopicArns:1", Other));

        await sns.RefusedAsync(Signed with { TopicArn = Other }, HttpStatusCode.Forbidden, Mismatch);
    }

    [Theory]
    [InlineData("arn:aws:sns:eu-west-1:999999999999:ses-events")]
    [InlineData("arn:aws:sns:us-east-1:111122223333:ses-events")]
    [InlineData("arn:aws:sns:eu-west-1:111122223333:SES-events")]
    [InlineData("arn:aws:sns:eu-west-1:111122223333:ses-events ")]
    [InlineData("")]
    public Task A_topic_that_is_not_ours_is_a_403_whoever_signed_it(string arn) =>
        shared.Ingress.RefusedAsync(SnsSigner.Sign(Notification with { TopicArn = arn }), HttpStatusCode.Forbidden, Untrusted);

    [Theory]
    [InlineData("2026-11-20T02:59:59.999Z")]
    [InlineData("2026-11-21T03:05:00.001Z")]
    [InlineData("2020-01-01T00:00:00.000Z")]
    [InlineData("yesterday")]
    [InlineData("")]
    public Task A_genuine_message_from_outside_the_window_is_a_403(string timestamp) =>
        shared.Ingress.RefusedAsync(SnsSigner.Sign(Notification with { Timestamp = timestamp }), HttpStatusCode.Forbidden, Stale);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not a URL")]
    [InlineData("/SimpleNotificationService-0123456789abcdef.pem")]
    [InlineData("http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://attacker.example/SimpleNotificationService-0123456789abcdef.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com.attacker.example/SimpleNotificationService-0123456789abcdef.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com@attacker.example/SimpleNotificationService-0123456789abcdef.pem")]
    [InlineData("https://attacker.example/?https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem")]
    [InlineData("https://attacker.example#sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem")]
    [InlineData("https://user@sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com:8443/SimpleNotificationService-0123456789abcdef.pem")]
    [InlineData("https://SNS.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem")]
    [InlineData("https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com.cn/SimpleNotificationService-0123456789abcdef.pem")]
    [InlineData("https://sns.s3.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem")]
    [InlineData("https://s3.eu-west-1.amazonaws.com/sns/SimpleNotificationService-0123456789abcdef.pem")]
    [InlineData("https://169.254.169.254/SimpleNotificationService-0123456789abcdef.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem?x=.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem#.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-../SimpleNotificationService-0123.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com/?Action=GetTopicAttributes&x=SimpleNotificationService-0123.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123%2F.pem")]
    [InlineData(" https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem")]
    public Task A_certificate_from_elsewhere_is_a_403_and_nothing_is_fetched_for_it(string? url) =>
        shared.Ingress.RefusedAsync(Signed with { SigningCertUrl = url }, HttpStatusCode.Forbidden, Untrusted);

    [Theory]
    [InlineData("x-amz-sns-message-type", "SubscriptionConfirmation")]
    [InlineData("x-amz-sns-message-id", "0a5c1d9e-3b77-5f10-8d42-4e6f7a8b9c02")]
    [InlineData("x-amz-sns-topic-arn", "arn:aws:sns:eu-west-1:111122223333:other")]
    public Task A_header_that_contradicts_the_body_is_a_403(string header, string value) =>
        shared.Ingress.RefusedAsync(Request(SnsSigner.Text(Signed), (header, value)), HttpStatusCode.Forbidden, Mismatch);

    [Fact]
    public async Task A_header_that_was_given_twice_contradicts_the_body()
    {
        var request = Request(
            SnsSigner.Text(Signed), ("x-amz-sns-topic-arn", SnsSigner.Topic), ("x-amz-sns-topic-arn", "arn:aws:sns:eu-west-1:999999999999:x"));

        await shared.Ingress.RefusedAsync(request, HttpStatusCode.Forbidden, Mismatch);
    }

    [Fact]
    public Task Raw_delivery_is_a_403_since_nothing_signs_it() =>
        shared.Ingress.RefusedAsync(Request("""{"eventType":"Delivery"}""", ("x-amz-sns-rawdelivery", "true")), HttpStatusCode.Forbidden, Missing);

    [Theory]
    [InlineData(SnsEnvelope.SubscriptionConfirmation)]
    [InlineData(SnsEnvelope.UnsubscribeConfirmation)]
    public async Task A_forged_handshake_is_a_403_and_nothing_is_confirmed(string type)
    {
        var envelope = SnsSigner.Sign(SnsSigner.Confirmation(type)) with { Token = "another" };

        await shared.Ingress.RefusedAsync(envelope, HttpStatusCode.Forbidden, Mismatch);
    }

    [Fact]
    public async Task A_certificate_that_cannot_be_had_is_our_trouble_and_a_503_that_says_when_to_come_again()
    {
        await using var sns = await StartAsync();
        var envelope = Signed with { SigningCertUrl = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-fedcba98.pem" };

        using var response = await sns.RefusedAsync(Request(SnsSigner.Text(envelope)), HttpStatusCode.ServiceUnavailable, ComeAgain, fetched: 1);

        Assert.Equal(TimeSpan.FromSeconds(5), response.Headers.RetryAfter?.Delta);
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, "<ErrorResponse/>")]
    [InlineData(HttpStatusCode.Found, "")]
    [InlineData(HttpStatusCode.OK, "<a><SubscriptionArn>pending confirmation</SubscriptionArn></a>")]
    public async Task A_subscription_that_cannot_be_confirmed_is_a_503_and_SNS_asks_again(HttpStatusCode status, string answer)
    {
        await using var sns = await StartAsync(_ => new HttpResponseMessage(status)
        {
            Headers = { Location = new Uri("https://attacker.example/") },
            Content = new StringContent(answer),
        });
        var envelope = SnsSigner.Sign(SnsSigner.Confirmation(SnsEnvelope.SubscriptionConfirmation));

        using var response = await sns.RefusedAsync(Request(SnsSigner.Text(envelope)), HttpStatusCode.ServiceUnavailable, ComeAgain, fetched: 1);

        Assert.Equal(TimeSpan.FromSeconds(5), response.Headers.RetryAfter?.Delta);
        Assert.Equal(ConfirmUrl, Assert.Single(sns.Asked).AbsoluteUri);
    }

    [Fact]
    public async Task A_network_that_is_down_is_our_trouble_as_well()
    {
        await using var sns = await StartAsync(_ => throw new HttpRequestException("connection refused"));
        var envelope = SnsSigner.Sign(SnsSigner.Confirmation(SnsEnvelope.SubscriptionConfirmation));

        await sns.RefusedAsync(Request(SnsSigner.Text(envelope)), HttpStatusCode.ServiceUnavailable, ComeAgain, fetched: 3);
    }

    [Fact]
    public async Task A_genuine_message_that_the_bus_does_not_take_is_a_503_that_says_when_to_come_again()
    {
        await using var sns = await StartAsync(services => services.AddSingleton<IPublishObserver>(new NoBroker()));

        using var response = await sns.SendAsync(Signed);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(5), response.Headers.RetryAfter?.Delta);
        Assert.DoesNotContain(NoBroker.Reason, await response.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }

    /// <summary>One ingress for all that needs no settings of its own. It would be given the certificate, if it asked.</summary>
    public sealed class Sns : IAsyncLifetime
    {
        internal IngressOfSns Ingress { get; private set; } = null!;

        public async ValueTask InitializeAsync() =>
            Ingress = await StartAsync(_ => SnsNetwork.Ok(SnsSigner.Certificate.ExportCertificatePem()));

        public ValueTask DisposeAsync() => Ingress.DisposeAsync();
    }

    sealed class NoBroker : IPublishObserver
    {
        public const string Reason = "the broker is away";

        public Task PrePublish<T>(PublishContext<T> context)
            where T : class => Task.FromException(new InvalidOperationException(Reason));

        public Task PostPublish<T>(PublishContext<T> context)
            where T : class => Task.CompletedTask;

        public Task PublishFault<T>(PublishContext<T> context, Exception exception)
            where T : class => Task.CompletedTask;
    }

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    static SnsEnvelope Notification => SnsSigner.Notification("""{"eventType":"Delivery"}""");

    static SnsEnvelope Signed => SnsSigner.Sign(Notification);
}
