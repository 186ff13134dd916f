using System.Diagnostics;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Tracking.Deliveries;
using Tracking.Worker.Reconciliation;
using Xunit;

namespace Tracking.Unit.Worker.Reconciliation;

public sealed class ReconcilerTests
{
    const string Sid = "SM5b0f6a1e2d3c4b5a69788796a5b4c3d2";
    const string Delivered = $$"""
        {"sid":"{{Sid}}","status":"delivered","to":"+31612345678","error_code":null,"date_updated":"Sat, 21 Nov 2026 09:00:07 +0000"}
        """;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_is_asked_for_under_its_account_with_the_credentials_and_the_answer_is_evidence()
    {
        await using var api = await FakeApi.StartAsync();
        api.AlwaysAnswer(HttpStatusCode.OK, Delivered);

        var lookUp = await api.AskAsync(Sid, Cancelled);

        Assert.Equal(LookUpOutcome.Answered, lookUp.Outcome);
        Assert.Equal(
            (Evidence.Delivered, EventSource.Reconciliation, Sid),
            (lookUp.Event!.Evidence, lookUp.Event.Source, lookUp.Event.ProviderMessageId));
        Assert.Equal(
            ("GET", $"/2010-04-01/Accounts/AC0f3e2d1c0b9a8f7e6d5c4b3a29181706/Messages/{Sid}.json",
                Basic("AC0f3e2d1c0b9a8f7e6d5c4b3a29181706:hush")),
            Assert.Single(api.Requests));
    }

    [Fact]
    public async Task An_API_key_takes_the_place_of_the_account_s_own_token()
    {
        await using var api = await FakeApi.StartAsync(
            ("Reconciliation:Twilio:ApiKeySid", "SK1"), ("Reconciliation:Twilio:ApiKeySecret", "s:1"));
        api.AlwaysAnswer(HttpStatusCode.OK, Delivered);

        await api.AskAsync(Sid, Cancelled);

        Assert.Equal(Basic("SK1:s:1"), Assert.Single(api.Requests).Authorization);
    }

    [Fact]
    public async Task Plivo_is_asked_with_its_own_credentials_at_its_own_address()
    {
        const string Id = "5b0c2f3a-7f1d-4a2e-9b8c-0a1b2c3d4e5f";
        await using var api = await FakeApi.StartAsync();
        await using var plivo = await FakeApi.StartAsync(
            ("Reconciliation:Plivo:AuthId", "MA1"), ("Reconciliation:Plivo:AuthToken", "p"),
            ("Reconciliation:Plivo:BaseUrl", api.Address.AbsoluteUri));
        api.AlwaysAnswer(HttpStatusCode.OK, $$"""{"message_uuid":"{{Id}}","message_state":"undelivered","error_code":"200","to_number":"31612345678"}""");

        var lookUp = await plivo.Reconciler.AskAsync("plivo", null, Id, Cancelled);

        Assert.Equal((Evidence.Undelivered, "opted_out"), (lookUp.Event!.Evidence, lookUp.Event.Reason));
        Assert.Equal(("GET", $"/v1/Account/MA1/Message/{Id}/", Basic("MA1:p")), Assert.Single(api.Requests));
        Assert.Empty(plivo.Requests);
    }

    [Fact]
    public async Task Nobody_is_asked_without_credentials_nor_for_what_is_no_message_of_theirs()
    {
        await using var api = await FakeApi.StartAsync();
        await using var none = await FakeApi.StartAsync(
            ("Reconciliation:Twilio:AccountSid", null), ("Reconciliation:Twilio:AuthToken", null));

        Assert.True(api.Reconciler.Asks("twilio"));
        Assert.False(api.Reconciler.Asks("ses") || api.Reconciler.Asks(null) || none.Reconciler.Asks("twilio"));
        Assert.Equal(LookUpOutcome.NotAsked, (await api.Reconciler.AskAsync("ses", null, Sid, Cancelled)).Outcome);
        Assert.Equal(LookUpOutcome.NotAsked, (await api.AskAsync("SM1/../../Calls/CA1", Cancelled)).Outcome);
        Assert.Equal(LookUpOutcome.NotAsked, (await none.AskAsync(Sid, Cancelled)).Outcome);
        Assert.Empty(api.Requests);
    }

    [Fact]
    public async Task A_message_that_the_provider_does_not_know_is_told_as_evidence_without_effect_once()
    {
        await using var api = await FakeApi.StartAsync();
        api.AlwaysAnswer(HttpStatusCode.NotFound, """{"code":20404,"status":404}""");

        var first = await api.AskAsync(Sid, Cancelled);
        api.Clock.Now += TimeSpan.FromHours(1);
        var again = await api.AskAsync(Sid, Cancelled);

        Assert.Equal(LookUpOutcome.NoSuchMessage, first.Outcome);
        Assert.Equal((Evidence.Unknown, "not_found", null), (first.Event!.Evidence, first.Event.Reason, first.Event.StatedAt));
        Assert.Equal(Observation.Bottom, first.Event.Observation);
        Assert.Equal(first.Event.Id, again.Event!.Id);
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests, "0")]
    [InlineData(HttpStatusCode.ServiceUnavailable, "Sun, 22 Nov 2026 09:00:00 GMT")]
    [InlineData(HttpStatusCode.InternalServerError, null)]
    public async Task What_passes_is_tried_again_and_answered(HttpStatusCode first, string? retryAfter)
    {
        await using var api = await FakeApi.StartAsync();
        api.Answer = (n, context) => n == 1
            ? FakeApi.WriteAsync(context, first, retryAfter: retryAfter)
            : FakeApi.WriteAsync(context, HttpStatusCode.OK, Delivered);

        var lookUp = await api.AskAsync(Sid, Cancelled);

        Assert.Equal(LookUpOutcome.Answered, lookUp.Outcome);
        Assert.Equal(2, api.Requests.Count);
    }

    [Fact]
    public async Task The_pause_that_the_provider_asks_for_is_kept()
    {
        await using var api = await FakeApi.StartAsync();
        api.Answer = (n, context) => n == 1
            ? FakeApi.WriteAsync(context, HttpStatusCode.TooManyRequests, retryAfter: "1")
            : FakeApi.WriteAsync(context, HttpStatusCode.OK, Delivered);
        var started = Stopwatch.GetTimestamp();

        await api.AskAsync(Sid, Cancelled);

        // Timers may fire a tick early.
        Assert.True(Stopwatch.GetElapsedTime(started) > TimeSpan.FromMilliseconds(980));
    }

    [Fact]
    public async Task Who_is_asked_for_a_long_pause_asks_nothing_until_it_is_over()
    {
        await using var api = await FakeApi.StartAsync();
        api.AlwaysAnswer(HttpStatusCode.TooManyRequests, retryAfter: "120");

        var first = await api.AskAsync(Sid, Cancelled);
        api.AlwaysAnswer(HttpStatusCode.OK, Delivered);
        api.Clock.Now += TimeSpan.FromSeconds(119);
        var during = await api.AskAsync(Sid, Cancelled);
        api.Clock.Now += TimeSpan.FromSeconds(1);
        var after = await api.AskAsync(Sid, Cancelled);

        Assert.Equal(
            [LookUpOutcome.Unavailable, LookUpOutcome.Unavailable, LookUpOutcome.Answered],
            [first.Outcome, during.Outcome, after.Outcome]);
        Assert.Equal(2, api.Requests.Count);
    }

    [Fact]
    public async Task A_provider_that_fails_is_given_up_as_a_value_after_a_few_tries()
    {
        await using var api = await FakeApi.StartAsync();
        api.AlwaysAnswer(HttpStatusCode.BadGateway, "<html>");

        var lookUp = await api.AskAsync(Sid, Cancelled);

        Assert.Equal((LookUpOutcome.Unavailable, null, "the answer was 502"), (lookUp.Outcome, lookUp.Event, lookUp.Problem));
        Assert.Equal(3, api.Requests.Count);
    }

    [Fact]
    public async Task A_provider_that_keeps_failing_is_left_alone_and_asked_again_when_the_pause_is_over()
    {
        await using var api = await FakeApi.StartAsync(("Reconciliation:Tries", "1"), ("Reconciliation:BreakFor", "00:01:00"));
        api.AlwaysAnswer(HttpStatusCode.InternalServerError);
        for (var i = 0; i < 6; i++)
            await api.AskAsync(Sid, Cancelled);

        api.AlwaysAnswer(HttpStatusCode.OK, Delivered);
        var open = await api.AskAsync(Sid, Cancelled);
        api.Clock.Now += TimeSpan.FromSeconds(61);
        var closed = await api.AskAsync(Sid, Cancelled);

        Assert.Equal(LookUpOutcome.Unavailable, open.Outcome);
        Assert.Equal("it is left alone for a while after many failures", open.Problem);
        Assert.Equal(LookUpOutcome.Answered, closed.Outcome);
        Assert.Equal(7, api.Requests.Count);
        Assert.Single(api.Log, line => line.StartsWith("Warning: twilio is not asked", StringComparison.Ordinal));
        Assert.Single(api.Log, line => line.StartsWith("Information: twilio answers", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.Forbidden)]
    public async Task Wrong_credentials_are_said_once_and_loudly_and_not_tried_over_and_over(HttpStatusCode status)
    {
        await using var api = await FakeApi.StartAsync();
        api.AlwaysAnswer(status, """{"code":20003}""");

        var first = await api.AskAsync(Sid, Cancelled);
        var second = await api.AskAsync(Sid, Cancelled);
        api.Clock.Now += TimeSpan.FromMinutes(10);
        api.AlwaysAnswer(HttpStatusCode.OK, Delivered);
        var corrected = await api.AskAsync(Sid, Cancelled);

        Assert.Equal(
            [LookUpOutcome.Refused, LookUpOutcome.Refused, LookUpOutcome.Answered],
            [first.Outcome, second.Outcome, corrected.Outcome]);
        Assert.Equal(2, api.Requests.Count);
        Assert.Single(api.Log, line => line.StartsWith("Error: twilio refused the credentials", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_provider_that_does_not_answer_in_time_is_given_up()
    {
        await using var api = await FakeApi.StartAsync(("Reconciliation:Tries", "1"), ("Reconciliation:Timeout", "00:00:00.2"));
        api.Answer = (_, context) => Task.Delay(Timeout.Infinite, context.RequestAborted);

        var lookUp = await api.AskAsync(Sid, Cancelled);

        Assert.Equal((LookUpOutcome.Unavailable, "no answer in time"), (lookUp.Outcome, lookUp.Problem));
    }

    [Fact]
    public async Task An_answer_that_dribbles_is_given_up_in_the_same_time()
    {
        await using var api = await FakeApi.StartAsync(("Reconciliation:Tries", "1"), ("Reconciliation:Timeout", "00:00:00.2"));
        api.Answer = async (_, context) =>
        {
            await context.Response.WriteAsync("{", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        };

        Assert.Equal(LookUpOutcome.Unavailable, (await api.AskAsync(Sid, Cancelled)).Outcome);
    }

    [Fact]
    public async Task A_provider_that_is_not_there_is_a_value()
    {
        await using var api = await FakeApi.StartAsync(
            ("Reconciliation:Tries", "2"), ("Reconciliation:Twilio:BaseUrl", "http://127.0.0.1:1"));

        Assert.Equal(LookUpOutcome.Unavailable, (await api.AskAsync(Sid, Cancelled)).Outcome);
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, "not JSON", "the answer is not a JSON object")]
    [InlineData(HttpStatusCode.OK, """{"sid":"SM1"}""", "sid is not that of the message that was asked for")]
    [InlineData(HttpStatusCode.Found, "", "the answer was 302")]
    [InlineData(HttpStatusCode.BadRequest, "", "the answer was 400")]
    [InlineData(HttpStatusCode.NoContent, "", "the answer was 204")]
    public async Task An_answer_that_is_none_is_a_value_and_no_event(HttpStatusCode status, string body, string problem)
    {
        await using var api = await FakeApi.StartAsync();
        api.Answer = (_, context) =>
        {
            if (status == HttpStatusCode.Found)
                context.Response.Headers.Location = "/elsewhere";
            return status == HttpStatusCode.NoContent
                ? Task.FromResult(context.Response.StatusCode = 204)
                : FakeApi.WriteAsync(context, status, body);
        };

        var lookUp = await api.AskAsync(Sid, Cancelled);

        Assert.Equal((LookUpOutcome.Unreadable, null, problem), (lookUp.Outcome, lookUp.Event, lookUp.Problem));
        Assert.Single(api.Requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_huge_answer_is_not_read_to_its_end(bool chunked)
    {
        await using var api = await FakeApi.StartAsync();
        var huge = $$"""{"sid":"{{Sid}}","status":"delivered","to":"+31612345678","body":"{{new string('x', 1 << 20)}}"}""";
        api.Answer = async (_, context) =>
        {
            context.Response.ContentLength = chunked ? null : huge.Length;
            await context.Response.WriteAsync(huge, context.RequestAborted);
        };

        var lookUp = await api.AskAsync(Sid, Cancelled);

        Assert.Null(lookUp.Event);
        Assert.Equal("the answer is longer than 65536 bytes", lookUp.Problem);
        Assert.Single(api.Requests);
    }

    [Fact]
    public async Task A_caller_that_cancels_is_the_only_one_to_see_an_exception()
    {
        await using var api = await FakeApi.StartAsync();
        using var cancelled = new CancellationTokenSource();
        api.Answer = async (_, context) =>
        {
            await cancelled.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => api.AskAsync(Sid, cancelled.Token));
    }

    [Fact]
    public async Task No_log_line_holds_a_secret_or_an_address()
    {
        await using var api = await FakeApi.StartAsync();
        api.AlwaysAnswer(HttpStatusCode.OK, Delivered);
        await api.AskAsync(Sid, Cancelled);
        api.AlwaysAnswer(HttpStatusCode.InternalServerError, Delivered);
        await api.AskAsync(Sid, Cancelled);
        api.AlwaysAnswer(HttpStatusCode.Unauthorized, Delivered);
        await api.AskAsync(Sid, Cancelled);

        Assert.NotEmpty(api.Log);
        Assert.All(api.Log, line =>
        {
            Assert.DoesNotContain("hush", line, StringComparison.Ordinal);
            Assert.DoesNotContain(Basic("AC0f3e2d1c0b9a8f7e6d5c4b3a29181706:hush")[6..], line, StringComparison.Ordinal);
            Assert.DoesNotContain("31612345678", line, StringComparison.Ordinal);
        });
    }

    static string Basic(string credentials) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials));
}
