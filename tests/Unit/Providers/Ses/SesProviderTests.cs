using System.Text;
using Microsoft.Extensions.Options;
using Tracking.Providers;
using Tracking.Providers.Ses;
using Xunit;

namespace Tracking.Unit.Providers.Ses;

public sealed class SesProviderTests
{
    readonly SnsSigner _sns = new();

    [Fact]
    public async Task A_genuine_notification_is_published()
    {
        var request = SnsSigner.Request(
            SnsSigner.Sign(SnsSigner.Notification("{}")), ("x-amz-sns-message-type", "Notification"),
            ("x-amz-sns-message-id", "0a5c1d9e-3b77-5f10-8d42-4e6f7a8b9c01"), ("x-amz-sns-topic-arn", SnsSigner.Topic));

        Assert.Equal(Verification.Valid, await VerifyAsync(request));
        Assert.Equal(SnsSigner.CertUrl, Assert.Single(_sns.Asked).AbsoluteUri);
    }

    [Fact]
    public async Task A_subscription_of_an_allowed_topic_is_confirmed_at_the_topics_own_host()
    {
        var verified = await VerifyAsync(SnsSigner.Sign(SnsSigner.Confirmation(SnsEnvelope.SubscriptionConfirmation)));

        Assert.Equal((SignatureVerdict.Valid, CallbackAction.Confirm), (verified.Verdict, verified.Action));
        Assert.Equal("sns.eu-west-1.amazonaws.com", verified.ConfirmUrl!.Host);
    }

    [Fact]
    public async Task A_subscription_waits_for_an_operator_where_the_settings_say_so()
    {
        var settings = new SesOptions { TopicArns = [SnsSigner.Topic], AutoConfirmSubscriptions = false };

        var verified = await VerifyAsync(SnsSigner.Sign(SnsSigner.Confirmation(SnsEnvelope.SubscriptionConfirmation)), settings);

        Assert.Equal((SignatureVerdict.Valid, CallbackAction.Acknowledge), (verified.Verdict, verified.Action));
        Assert.Null(verified.ConfirmUrl);
    }

    [Fact]
    public async Task A_removed_subscription_is_told_and_never_taken_up_again()
    {
        var verified = await VerifyAsync(SnsSigner.Sign(SnsSigner.Confirmation(SnsEnvelope.UnsubscribeConfirmation)));

        Assert.Equal((SignatureVerdict.Valid, CallbackAction.Acknowledge), (verified.Verdict, verified.Action));
        Assert.Null(verified.ConfirmUrl);
        Assert.NotNull(verified.Detail);
    }

    [Theory]
    [InlineData("arn:aws:sns:eu-west-1:999999999999:ses-events")]
    [InlineData("arn:aws:sns:eu-west-1:111122223333:SES-events")]
    [InlineData("")]
    public async Task A_topic_that_is_not_ours_is_refused_before_anything_is_fetched(string arn)
    {
        var refused = await VerifyAsync(SnsSigner.Sign(SnsSigner.Notification("{}") with { TopicArn = arn }));

        Assert.Equal(SignatureVerdict.Untrusted, refused.Verdict);
        Assert.Empty(_sns.Asked);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0123.pem")]
    [InlineData("https://sns.s3-us-west-2.amazonaws.com/x.pem")]
    public async Task A_certificate_from_elsewhere_is_refused_before_it_is_fetched(string? url)
    {
        var refused = await VerifyAsync(SnsSigner.Sign(SnsSigner.Notification("{}")) with { SigningCertUrl = url });

        Assert.Equal(SignatureVerdict.Untrusted, refused.Verdict);
        Assert.Empty(_sns.Asked);
    }

    [Theory]
    [InlineData("x-amz-sns-message-type", "SubscriptionConfirmation")]
    [InlineData("x-amz-sns-message-id", "0a5c1d9e-3b77-5f10-8d42-4e6f7a8b9c02")]
    [InlineData("x-amz-sns-topic-arn", "arn:aws:sns:eu-west-1:111122223333:other")]
    [InlineData("X-Amz-Sns-Topic-Arn", "")]
    public async Task A_header_that_contradicts_the_body_is_refused(string header, string value)
    {
        var request = SnsSigner.Request(SnsSigner.Sign(SnsSigner.Notification("{}")), (header, value));

        Assert.Equal(SignatureVerdict.Mismatch, (await VerifyAsync(request)).Verdict);
    }

    [Fact]
    public async Task Raw_delivery_is_refused_since_nothing_signs_it()
    {
        var request = Requests.Post(
            "https://h.example/webhooks/ses", "text/plain", """{"eventType":"Delivery"}"""u8.ToArray(),
            ("x-amz-sns-rawdelivery", "true"));

        Assert.Equal(SignatureVerdict.Missing, (await VerifyAsync(request)).Verdict);
    }

    [Theory]
    [InlineData("2026-11-20T03:00:01.000Z", SignatureVerdict.Valid)]
    [InlineData("2026-11-20T02:59:59.000Z", SignatureVerdict.Stale)]
    [InlineData("2026-11-21T03:04:59.000Z", SignatureVerdict.Valid)]
    [InlineData("2026-11-21T03:05:01.000Z", SignatureVerdict.Stale)]
    [InlineData("yesterday", SignatureVerdict.Stale)]
    [InlineData("", SignatureVerdict.Stale)]
    public async Task What_was_captured_long_ago_or_dated_ahead_is_stale(string timestamp, SignatureVerdict verdict) =>
        Assert.Equal(
            verdict, (await VerifyAsync(SnsSigner.Sign(SnsSigner.Notification("{}") with { Timestamp = timestamp }))).Verdict);

    [Theory]
    [InlineData("1", SignatureVerdict.Malformed)]
    [InlineData("2", SignatureVerdict.Valid)]
    public async Task The_weaker_version_can_be_refused(string version, SignatureVerdict verdict)
    {
        var settings = new SesOptions { TopicArns = [SnsSigner.Topic], RequireSignatureVersion2 = true };
        var envelope = SnsSigner.Sign(SnsSigner.Notification("{}") with { SignatureVersion = version });

        Assert.Equal(verdict, (await VerifyAsync(envelope, settings)).Verdict);
    }

    [Fact]
    public async Task A_certificate_that_cannot_be_had_is_our_trouble()
    {
        var provider = new SesProvider(Options.Create(new SesOptions { TopicArns = [SnsSigner.Topic] }));
        var request = SnsSigner.Request(SnsSigner.Sign(SnsSigner.Notification("{}")));

        var verified = await provider.VerifyAsync(request, null, TestContext.Current.CancellationToken);

        Assert.Equal(SignatureVerdict.Undecided, verified.Verdict);
    }

    [Theory]
    [InlineData(0, SignatureVerdict.Valid)]
    [InlineData(400, SignatureVerdict.Undecided)]
    [InlineData(-400, SignatureVerdict.Undecided)]
    public async Task A_pinned_certificate_stands_for_its_url_within_its_dates(int days, SignatureVerdict verdict)
    {
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, SnsSigner.Certificate.ExportCertificatePem(), TestContext.Current.CancellationToken);
        var settings = new SesOptions
        {
            TopicArns = [SnsSigner.Topic],
            PinnedCertificates = [new PinnedCertificate { Url = SnsSigner.CertUrl, Path = path }],
        };
        var now = Requests.Now.AddDays(days);
        var envelope = SnsSigner.Notification("{}") with { Timestamp = now.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'") };
        var request = SnsSigner.Request(SnsSigner.Sign(envelope)) with { ReceivedAt = now };

        var verified = await new SesProvider(Options.Create(settings))
            .VerifyAsync(request, null, TestContext.Current.CancellationToken);
        File.Delete(path);

        Assert.Equal(verdict, verified.Verdict);
    }

    [Theory]
    [InlineData("", SignatureVerdict.Unreadable)]
    [InlineData("{}", SignatureVerdict.Unreadable)]
    [InlineData("not JSON", SignatureVerdict.Unreadable)]
    public async Task What_is_no_envelope_is_unreadable(string body, SignatureVerdict verdict)
    {
        var request = Requests.Post("https://h.example/webhooks/ses", "text/plain", Encoding.UTF8.GetBytes(body));

        Assert.Equal(verdict, (await VerifyAsync(request)).Verdict);
    }

    [Fact]
    public async Task Each_account_has_its_own_topics()
    {
        var provider = new SesProvider(
            Options.Create(new SesOptions { Accounts = { ["acme"] = new SesAccount { TopicArns = [SnsSigner.Topic] } } }), _sns);
        var request = SnsSigner.Request(SnsSigner.Sign(SnsSigner.Notification("{}")));

        Assert.True(provider.IsConfigured("acme"));
        Assert.False(provider.IsConfigured(null));
        Assert.Equal(
            SignatureVerdict.Valid, (await provider.VerifyAsync(request, "acme", TestContext.Current.CancellationToken)).Verdict);
        Assert.Equal(
            SignatureVerdict.Untrusted, (await provider.VerifyAsync(request, null, TestContext.Current.CancellationToken)).Verdict);
    }

    public static TheoryData<string, SesOptions> BadOptions() => new()
    {
        { "Providers:Ses:TopicArns:0", new SesOptions { TopicArns = ["ses-events"] } },
        { "Providers:Ses:MaxAge", new SesOptions { MaxAge = TimeSpan.Zero } },
        { "Providers:Ses:Accounts:acme:TopicArns", new SesOptions { Accounts = { ["acme"] = new SesAccount() } } },
        { "Providers:Ses:PinnedCertificates:0:Url", new SesOptions { PinnedCertificates = [new PinnedCertificate()] } },
        {
            "Providers:Ses:PinnedCertificates:0:Path",
            new SesOptions { PinnedCertificates = [new PinnedCertificate { Url = "https://a", Path = "/no/such/file.pem" }] }
        },
    };

    [Theory]
    [MemberData(nameof(BadOptions))]
    public void Bad_settings_are_refused_with_a_sentence_that_names_the_key(string key, SesOptions options)
    {
        var result = new SesOptionsValidator().Validate(null, options);

        Assert.StartsWith(key, Assert.Single(result.Failures!), StringComparison.Ordinal);
    }

    Task<Verification> VerifyAsync(SnsEnvelope envelope, SesOptions? settings = null) =>
        VerifyAsync(SnsSigner.Request(envelope), settings);

    Task<Verification> VerifyAsync(CallbackRequest request, SesOptions? settings = null) =>
        new SesProvider(Options.Create(settings ?? new SesOptions { TopicArns = [SnsSigner.Topic] }), _sns)
            .VerifyAsync(request, null, TestContext.Current.CancellationToken).AsTask();
}
