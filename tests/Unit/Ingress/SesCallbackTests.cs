using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Tracking.Providers.Ses;
using Tracking.Unit.Ingress.Sns;
using Tracking.Unit.Providers.Ses;
using Xunit;
using static Tracking.Unit.Ingress.IngressOfSns;

namespace Tracking.Unit.Ingress;

/// <summary>What is believed at <c>/webhooks/ses</c>, and what comes of it. <see cref="SesRefusalTests"/> has what is not.</summary>
public sealed class SesCallbackTests
{
    const string OtherTopic = "arn:aws:sns:eu-west-1:111122223333:acme-events";

    const string Confirmed =
        """
        <ConfirmSubscriptionResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><ConfirmSubscriptionResult>
          <SubscriptionArn>arn:aws:sns:eu-west-1:111122223333:ses-events:2bcfbf39-05c3-41de-beaa-fcfcc21c8f55</SubscriptionArn>
        </ConfirmSubscriptionResult></ConfirmSubscriptionResponse>
        """;

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public async Task A_genuine_notification_is_published_raw_and_answered_with_an_empty_200(string version)
    {
        await using var sns = await StartAsync();
        var body = SnsSigner.Text(SnsSigner.Sign(Notification with { SignatureVersion = version }));

        using var response = await sns.SendAsync(Request(body));

        await AcceptedAsync(response);
        var callback = Assert.Single(sns.Ingress.Callbacks);
        Assert.Equal("ses", callback.Provider);
        Assert.Null(callback.Account);
        Assert.Equal("POST", callback.Method);
        Assert.Equal(IngressUnderTest.PublicUrl + "/webhooks/ses", callback.Url);
        Assert.Equal("text/plain; charset=UTF-8", callback.ContentType);
        Assert.Equal(body, callback.Body);
        Assert.Empty(callback.Headers);
        Assert.Equal(new ManualClock().Now, callback.ReceivedAt);
        Assert.Empty(sns.Asked);
    }

    [Fact]
    public async Task The_signature_covers_the_decoded_text_and_the_bytes_are_published_as_they_came()
    {
        await using var sns = await StartAsync();
        var envelope = SnsSigner.Sign(SnsSigner.Notification("café — ✓ \"quoted\"\n") with { Subject = "Ünïcode" });
        var escaped = SnsSigner.Text(envelope);
        var plain = escaped.Replace("\\u00E9", "é", StringComparison.Ordinal).Replace("\\u2713", "✓", StringComparison.Ordinal);

        using var first = await sns.SendAsync(Request(escaped));
        using var second = await sns.SendAsync(Request(plain));

        await AcceptedAsync(first);
        await AcceptedAsync(second);
        Assert.NotEqual(escaped, plain);
        Assert.Equal([escaped, plain], sns.Ingress.Callbacks.Select(callback => callback.Body));
    }

    [Theory]
    [InlineData("text/plain; charset=UTF-8")]
    [InlineData("text/plain")]
    [InlineData("TEXT/PLAIN;charset=utf-8")]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData(null)]
    public async Task JSON_is_taken_under_each_name_that_SNS_has_for_it_and_under_none(string? mediaType)
    {
        await using var sns = await StartAsync();
        var request = Request(SnsSigner.Text(SnsSigner.Sign(Notification)));
        request.Content!.Headers.Remove("Content-Type");
        if (mediaType is not null)
            request.Content.Headers.TryAddWithoutValidation("Content-Type", mediaType);

        using var response = await sns.SendAsync(request);

        await AcceptedAsync(response);
        Assert.Equal(mediaType, Assert.Single(sns.Ingress.Callbacks).ContentType);
    }

    [Fact]
    public async Task The_headers_of_SNS_may_be_there_where_they_say_what_the_body_says()
    {
        await using var sns = await StartAsync();

        using var response = await sns.SendAsync(Request(
            SnsSigner.Text(SnsSigner.Sign(Notification)), ("x-amz-sns-message-type", "Notification"),
            ("x-amz-sns-message-id", Notification.MessageId), ("x-amz-sns-topic-arn", SnsSigner.Topic),
            ("x-amz-sns-subscription-arn", SnsSigner.Topic + ":2bcfbf39-05c3-41de-beaa-fcfcc21c8f55"), ("x-amz-sns-rawdelivery", "false")));

        await AcceptedAsync(response);
        Assert.Single(sns.Ingress.Callbacks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Hello")]
    [InlineData("{\"eventType\":\"Teleported\"}")]
    [InlineData("Successfully validated SNS topic for Amazon SES event publishing.")]
    public async Task A_genuine_notification_is_never_refused_for_its_content(string message)
    {
        await using var sns = await StartAsync();

        using var response = await sns.SendAsync(SnsSigner.Sign(SnsSigner.Notification(message)));

        await AcceptedAsync(response);
        Assert.Single(sns.Ingress.Callbacks);
    }

    [Fact]
    public async Task As_much_as_SNS_carries_is_taken()
    {
        await using var sns = await StartAsync();
        var body = SnsSigner.Text(SnsSigner.Sign(SnsSigner.Notification(string.Concat(Enumerable.Repeat("\"\\", 120 * 1024)))));

        using var response = await sns.SendAsync(Request(body.Replace("\\u0022", "\\\"", StringComparison.Ordinal)));

        await AcceptedAsync(response);
        Assert.InRange(Assert.Single(sns.Ingress.Callbacks).Body.Length, 400 * 1024, 512 * 1024);
    }

    [Fact]
    public async Task A_repeated_message_is_a_duplicate_and_not_an_attack()
    {
        await using var sns = await StartAsync();
        var envelope = SnsSigner.Sign(Notification);

        using var first = await sns.SendAsync(envelope);
        using var second = await sns.SendAsync(envelope);

        await AcceptedAsync(first);
        await AcceptedAsync(second);
    }

    [Theory]
    [InlineData("2026-11-20T03:00:00.000Z")]
    [InlineData("2026-11-21T03:05:00.000Z")]
    public async Task What_SNS_repeats_for_hours_and_a_clock_that_is_a_little_ahead_are_within_the_window(string timestamp)
    {
        await using var sns = await StartAsync();

        using var response = await sns.SendAsync(SnsSigner.Sign(Notification with { Timestamp = timestamp }));

        await AcceptedAsync(response);
        Assert.Single(sns.Ingress.Callbacks);
    }

    [Fact]
    public async Task A_named_account_believes_its_own_topics_only()
    {
        await using var sns = await StartAsync(
            null, ("Providers:Ses:Accounts:acme:TopicArns:0", OtherTopic),
            ("Providers:Ses:Accounts:acme:PinnedCertificates:0:Url", SnsSigner.CertUrl),
            ("Providers:Ses:Accounts:acme:PinnedCertificates:0:Path", CertificateFile));
        var own = SnsSigner.Text(SnsSigner.Sign(Notification with { TopicArn = OtherTopic }));

        using var response = await sns.SendAsync(At(SesPath + "/acme", own));
        using var unnamed = await sns.SendAsync(At(SesPath, own));
        using var other = await sns.SendAsync(At(SesPath + "/acme", SnsSigner.Text(SnsSigner.Sign(Notification))));

        await AcceptedAsync(response);
        Assert.Equal(HttpStatusCode.Forbidden, unnamed.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, other.StatusCode);
        Assert.Equal("acme", Assert.Single(sns.Ingress.Callbacks).Account);
    }

    [Fact]
    public async Task A_certificate_that_is_not_at_hand_is_fetched_once_from_the_topics_own_host()
    {
        const string CertUrl = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-fedcba9876543210.pem";
        await using var sns = await StartAsync(_ => SnsNetwork.Ok(IssuedByAnother()));
        var envelope = SnsSigner.Sign(Notification with { SigningCertUrl = CertUrl });

        using var first = await sns.SendAsync(envelope);
        using var second = await sns.SendAsync(envelope);

        await AcceptedAsync(first);
        await AcceptedAsync(second);
        Assert.Equal(CertUrl, Assert.Single(sns.Asked).AbsoluteUri);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public async Task A_subscription_is_confirmed_at_our_own_URL_and_never_published(string version)
    {
        await using var sns = await StartAsync(_ => SnsNetwork.Ok(Confirmed));

        using var response = await sns.SendAsync(SnsSigner.Sign(Subscription with { SignatureVersion = version }));

        await AcceptedAsync(response);
        Assert.Equal(ConfirmUrl, Assert.Single(sns.Asked).AbsoluteUri);
        Assert.Empty(sns.Ingress.Messages);
    }

    [Fact]
    public async Task A_repeated_confirmation_is_confirmed_again()
    {
        await using var sns = await StartAsync(_ => SnsNetwork.Ok(Confirmed));
        var envelope = SnsSigner.Sign(Subscription);

        using var first = await sns.SendAsync(envelope);
        using var second = await sns.SendAsync(envelope);

        await AcceptedAsync(first);
        await AcceptedAsync(second);
        Assert.Equal([ConfirmUrl, ConfirmUrl], sns.Asked.Select(url => url.AbsoluteUri));
    }

    [Fact]
    public async Task A_subscription_waits_for_an_operator_where_the_settings_say_so()
    {
        await using var sns = await StartAsync(null, ("Providers:Ses:AutoConfirmSubscriptions", "false"));

        using var response = await sns.SendAsync(SnsSigner.Sign(Subscription));

        await AcceptedAsync(response);
        Assert.Empty(sns.Asked);
        Assert.Empty(sns.Ingress.Messages);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public async Task A_removed_subscription_is_acknowledged_and_never_taken_up_again(string version)
    {
        await using var sns = await StartAsync();

        using var response = await sns.SendAsync(
            SnsSigner.Sign(SnsSigner.Confirmation(SnsEnvelope.UnsubscribeConfirmation) with { SignatureVersion = version }));

        await AcceptedAsync(response);
        Assert.Empty(sns.Asked);
        Assert.Empty(sns.Ingress.Messages);
    }

    [Fact]
    public async Task A_body_that_breaks_off_is_not_published()
    {
        await using var sns = await StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, sns.Ingress.Address.Port, Cancelled);
        using var answer = new StreamReader(client.GetStream());
        var body = SnsSigner.Text(SnsSigner.Sign(Notification));

        // All of the envelope, but less than was announced: nobody can know that it is all.
        await client.GetStream().WriteAsync(
            Encoding.UTF8.GetBytes(
                $"POST {SesPath} HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: {body.Length + 1}\r\n\r\n{body}"),
            Cancelled);
        client.Client.Shutdown(SocketShutdown.Send);

        Assert.DoesNotContain("200 OK", await UntilClosedAsync(answer), StringComparison.Ordinal);
        Assert.Empty(sns.Ingress.Messages);
    }

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    static SnsEnvelope Notification => SnsSigner.Notification("""{"eventType":"Delivery"}""");

    static SnsEnvelope Subscription => SnsSigner.Confirmation(SnsEnvelope.SubscriptionConfirmation);

    static async Task<string> UntilClosedAsync(StreamReader answer)
    {
        try
        {
            return await answer.ReadToEndAsync(Cancelled);
        }
        catch (IOException)
        {
            // Reset instead of closed: the server is through with the request either way.
            return "";
        }
    }

    // Like SNS's own: the leaf alone, its issuer not included.
    static string IssuedByAnother()
    {
        using var issuerKey = RSA.Create(2048);
        var authority = new CertificateRequest("CN=An issuer", issuerKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = new ManualClock().Now;
        using var issuer = authority.CreateSelfSigned(now.AddYears(-1), now.AddYears(1));
        var request = new CertificateRequest(
            "CN=sns.eu-west-1.amazonaws.com", SnsSigner.Key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var leaf = request.Create(issuer, now.AddDays(-1), now.AddDays(100), [1, 2, 3]);
        return leaf.ExportCertificatePem();
    }

    static HttpRequestMessage At(string path, string body)
    {
        var request = Request(body);
        request.RequestUri = new Uri(path, UriKind.Relative);
        return request;
    }

    static async Task AcceptedAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync(Cancelled);
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{response.StatusCode}: {body}");
        Assert.Equal("", body);
    }
}
