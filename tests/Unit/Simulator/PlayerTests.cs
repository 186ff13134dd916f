using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Tracking.Contracts;
using Tracking.Deliveries;
using Tracking.Integration.EndToEnd.Faults;
using Tracking.Simulator;
using Tracking.Simulator.Players;
using Tracking.Simulator.Scenarios;
using Xunit;

namespace Tracking.Unit.Simulator;

public sealed class PlayerTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Twilio_posts_a_signed_form_with_every_field_of_a_status_callback()
    {
        await using var receiver = await Receiver.StartAsync(_ => (200, null), Cancel);
        using var http = HttpAnswers.CreateClient(1, TimeSpan.FromSeconds(10));
        var player = new TwilioPlayer(http, receiver.Address, new Uri("https://hooks.example.net/"), "AC1", "secret");
        var fact = ExpectationTests.Receipt("SM1", "undelivered", Evidence.Undelivered) with { ErrorCode = "30003" };

        var answer = await player.SendAsync(new Sending(fact), Cancel);

        var request = Assert.Single(receiver.Requests);
        var form = QueryHelpers.ParseQuery(request.Body).Select(p => KeyValuePair.Create(p.Key, p.Value.ToString())).ToArray();
        Assert.Equal(Outcome.Acknowledged, answer.Outcome);
        Assert.Equal("/webhooks/twilio/status", request.Path);
        Assert.Equal("application/x-www-form-urlencoded", request.Headers["Content-Type"]);
        Assert.Contains(KeyValuePair.Create("MessageStatus", "undelivered"), form);
        Assert.Contains(KeyValuePair.Create("To", "+31612345678"), form);
        Assert.Contains(KeyValuePair.Create("ErrorCode", "30003"), form);
        Assert.Equal(
            TwilioSigner.Sign("https://hooks.example.net/webhooks/twilio/status", form, Encoding.UTF8.GetBytes("secret")),
            request.Headers["X-Twilio-Signature"]);
    }

    [Theory]
    [InlineData(1, false, true)]
    [InlineData(2, true, true)]
    [InlineData(2, false, false)]
    public async Task Ses_posts_a_genuine_sns_envelope_as_plain_text(int version, bool republished, bool signsAhead)
    {
        await using var receiver = await Receiver.StartAsync(_ => (200, null), Cancel);
        using var http = HttpAnswers.CreateClient(1, TimeSpan.FromSeconds(10));
        using var identity = SesIdentity.Create(DemoSecrets.DefaultTopicArn);
        var player = new SesPlayer(http, receiver.Address, identity) { SignsAhead = signsAhead };
        var fact = ExpectationTests.Mail("Bounce", "m1", 7, Evidence.HardBounce, "ana@example.org") with
        {
            BounceType = "Permanent",
            BounceSubType = "General",
            StatusCode = "5.1.1",
            SignatureVersion = version,
        };
        var sending = new Sending(fact, republished);

        await player.PrepareAsync([sending], null, Cancel);
        var answer = await player.SendAsync(sending, Cancel);

        var request = Assert.Single(receiver.Requests);
        using var envelope = JsonDocument.Parse(request.Body);
        string? Member(string name) =>
            envelope.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;
        var text = SnsSigner.StringToSign(new SnsNotification(
            Member("Message")!, Member("MessageId")!, Member("Subject"), Member("Timestamp")!, Member("TopicArn")!, version));
        Assert.Equal(Outcome.Acknowledged, answer.Outcome);
        Assert.Equal(("/webhooks/ses", "text/plain; charset=UTF-8"), (request.Path, request.Headers["Content-Type"]));
        Assert.Equal(Member("Type"), request.Headers["x-amz-sns-message-type"]);
        Assert.Equal(Member("MessageId"), request.Headers["x-amz-sns-message-id"]);
        Assert.Equal(identity.TopicArn, request.Headers["x-amz-sns-topic-arn"]);
        Assert.Equal(identity.CertificateUrl.AbsoluteUri, Member("SigningCertURL"));
        Assert.True(identity.Key.VerifyData(
            Encoding.UTF8.GetBytes(text), Convert.FromBase64String(Member("Signature")!),
            version == 1 ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        using var message = JsonDocument.Parse(Member("Message")!);
        Assert.Equal("2026-11-21T12:00:07.000Z", message.RootElement.GetProperty("bounce").GetProperty("timestamp").GetString());
        Assert.Equal("5.1.1",
            message.RootElement.GetProperty("bounce").GetProperty("bouncedRecipients")[0].GetProperty("status").GetString());
    }

    [Fact]
    public void A_second_publication_has_another_carrier_id_and_the_same_content()
    {
        var fact = ExpectationTests.Mail("Open", "m1", 7, Evidence.Opened);

        Assert.Equal(SesPayload.Write(fact), SesPayload.Write(fact));
        Assert.Contains("\"eventType\":\"Open\"", SesPayload.Write(fact), StringComparison.Ordinal);
        Assert.Contains("\"notificationType\":\"Open\"", SesPayload.Write(fact with { Classic = true }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_producer_over_http_posts_arrays_with_its_key_and_the_type_among_the_members()
    {
        await using var receiver = await Receiver.StartAsync(_ => (202, """{"accepted":1}"""), Cancel);
        using var http = HttpAnswers.CreateClient(4, TimeSpan.FromSeconds(10));
        await using var player = new ProducerOverHttp(http, receiver.Address, "k3y");
        var facts = Enumerable.Range(0, 50).Select(i => ExpectationTests.Sent($"d{i}", "ses", "m1", "ana@example.org", i)).ToArray();

        var answers = await Task.WhenAll(facts.Select(f => player.SendAsync(new Sending(f), Cancel)));

        Assert.All(answers, a => Assert.Equal(Outcome.Acknowledged, a.Outcome));
        Assert.All(receiver.Requests, r => Assert.Equal(("/v1/events", "Bearer k3y"), (r.Path, r.Headers["Authorization"])));
        var told = receiver.Requests.SelectMany(r => JsonSerializer.Deserialize<JsonElement[]>(r.Body)!).ToArray();
        Assert.Equal(facts.Length, told.Select(m => m.GetProperty("deliveryId").GetString()).Distinct().Count());
        Assert.All(told, m => Assert.Equal("NotificationSent", m.GetProperty("type").GetString()));
    }

    [Fact]
    public async Task One_refused_message_of_an_array_takes_no_other_with_it()
    {
        await using var receiver = await Receiver.StartAsync(
            r => r.Body.Contains("\"bad\"", StringComparison.Ordinal) ? (400, """{"title":"no"}""") : (202, null), Cancel);
        using var http = HttpAnswers.CreateClient(4, TimeSpan.FromSeconds(10));
        await using var player = new ProducerOverHttp(http, receiver.Address, "k3y");
        var facts = Enumerable.Range(0, 50).Select(i => ExpectationTests.Sent(i == 30 ? "bad" : $"d{i}", "ses", null, "a@b.c", i)).ToArray();

        var answers = await Task.WhenAll(facts.Select(f => player.SendAsync(new Sending(f), Cancel)));

        Assert.Equal(Outcome.Refused, answers[30].Outcome);
        Assert.Contains("no", answers[30].Detail!, StringComparison.Ordinal);
        Assert.Equal(49, answers.Count(a => a.Outcome == Outcome.Acknowledged));
    }

    [Fact]
    public void A_message_is_plain_json_that_reads_back_as_it_was()
    {
        var message = (NotificationSent)ExpectationTests.Sent("d1", "ses", "m1", "Ana <ana@example.org>", 3).Message;

        var read = JsonSerializer.Deserialize<NotificationSent>(ProducerJson.Write(message), JsonSerializerOptions.Web)!;

        Assert.Equal(message with { Metadata = null }, read with { Metadata = null });
        Assert.Equal(message.Metadata, read.Metadata);
    }

    [Theory]
    [InlineData(200, Outcome.Acknowledged)]
    [InlineData(204, Outcome.Acknowledged)]
    [InlineData(302, Outcome.Refused)]
    [InlineData(400, Outcome.Refused)]
    [InlineData(403, Outcome.Refused)]
    [InlineData(404, Outcome.Refused)]
    [InlineData(408, Outcome.Unknown)]
    [InlineData(429, Outcome.Unknown)]
    [InlineData(500, Outcome.Unknown)]
    [InlineData(503, Outcome.Unknown)]
    public async Task An_answer_is_a_promise_a_refusal_or_neither(int status, object expected)
    {
        await using var receiver = await Receiver.StartAsync(_ => (status, null), Cancel);
        using var http = HttpAnswers.CreateClient(1, TimeSpan.FromSeconds(10));
        using var request = new HttpRequestMessage(HttpMethod.Post, receiver.Address);

        var answer = await http.AnswerAsync(request, Cancel);

        Assert.Equal((Outcome)expected, answer.Outcome);
    }

    [Theory]
    [InlineData("refused")]
    [InlineData("cut")]
    [InlineData("stalled")]
    public async Task A_connection_that_gives_no_answer_gives_no_promise_and_the_next_may(string how)
    {
        await using var receiver = await Receiver.StartAsync(_ => (200, null), Cancel);
        await using var proxy = new Proxy(new IPEndPoint(IPAddress.Loopback, receiver.Address.Port));
        using var http = HttpAnswers.CreateClient(1, TimeSpan.FromSeconds(how == "stalled" ? 0.3 : 20));
        var player = new TwilioPlayer(http, new Uri($"http://{proxy.EndPoint}/"), receiver.Address, "AC1", "secret");
        var sending = new Sending(ExpectationTests.Receipt("SM1", "sent", Evidence.Sent));

        if (how == "refused")
            proxy.Refuse();
        else
            proxy.Stall();
        var answering = player.SendAsync(sending, Cancel);
        if (how == "cut")
        {
            await Eventually.HoldsAsync(() => Assert.Equal(1, proxy.Connections));
            proxy.Cut();
        }

        Assert.Equal(Outcome.Unknown, (await answering).Outcome);
        proxy.GoOn();
        proxy.Accept();
        using var patient = HttpAnswers.CreateClient(1, TimeSpan.FromSeconds(20));
        var again = new TwilioPlayer(patient, new Uri($"http://{proxy.EndPoint}/"), receiver.Address, "AC1", "secret");
        Assert.Equal(Outcome.Acknowledged, (await again.SendAsync(sending, Cancel)).Outcome);
    }

    [Fact]
    public async Task A_connection_that_is_reset_as_it_is_made_gives_no_promise()
    {
        using var http = new HttpClient(new Broken(new SocketException((int)SocketError.NotConnected)));
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://localhost/");

        var answer = await http.AnswerAsync(request, Cancel);

        Assert.Equal(Outcome.Unknown, answer.Outcome);
    }

    [Theory]
    [InlineData("""{"title":"Service Unavailable","detail":"Come again.","traceId":"00-1"}""", "503 Come again.")]
    [InlineData("""{"title":"Service Unavailable","traceId":"00-2"}""", "503 Service Unavailable")]
    [InlineData("[1, 2]", "503 [1, 2]")]
    [InlineData("<html>", "503 <html>")]
    [InlineData("", "503")]
    public async Task Of_an_answer_that_is_no_promise_the_sentence_is_kept(string body, string said)
    {
        await using var receiver = await Receiver.StartAsync(_ => (503, body), Cancel);
        using var http = HttpAnswers.CreateClient(1, TimeSpan.FromSeconds(10));
        using var request = new HttpRequestMessage(HttpMethod.Post, receiver.Address);

        Assert.Equal(said, (await http.AnswerAsync(request, Cancel)).Detail);
    }

    [Fact]
    public async Task A_broker_that_is_not_there_is_no_promise()
    {
        // Nothing listens on the port of a socket that is bound and never listens.
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        await using var player = new ProducerOverAmqp(new Uri($"amqp://guest:guest@127.0.0.1:{port}/"), TimeSpan.FromSeconds(10));

        var answer = await player.SendAsync(new Sending(ExpectationTests.Sent("d1", "ses", null, "a@b.c", 0)), Cancel);

        Assert.Equal(Outcome.Unknown, answer.Outcome);
    }

    sealed class Broken(Exception exception) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromException<HttpResponseMessage>(exception);
    }
}
