using System.Text;
using System.Text.Json.Nodes;
using Tracking.Deliveries;
using Tracking.Providers.Plivo;
using Xunit;

namespace Tracking.Unit.Providers.Plivo;

public sealed class PlivoMessageTests
{
    const string Id = "5b0c2f3a-7f1d-4a2e-9b8c-0a1b2c3d4e5f";
    static readonly DateTimeOffset Now = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("queued", "000", Evidence.Queued, null, null)]
    [InlineData("sent", "000", Evidence.Sent, null, null)]
    [InlineData("delivered", "000", Evidence.Delivered, null, null)]
    [InlineData("read", "000", Evidence.Read, null, null)]
    [InlineData("undelivered", "50", Evidence.Undelivered, "invalid_recipient", "50")]
    [InlineData("failed", null, Evidence.FailedAtProvider, "provider", null)]
    [InlineData("teleported", "000", Evidence.Unknown, "teleported", null)]
    public void Each_state_is_the_evidence_that_its_callback_would_be(
        string state, string? errorCode, Evidence evidence, string? reason, string? error)
    {
        var read = Read(Message(state, errorCode)).Event!;

        Assert.Equal((evidence, reason, error), (read.Evidence, read.Reason, read.ErrorCode));
        Assert.Equal(
            (EventSource.Reconciliation, "plivo", Id, "31612345678", "eu", Now),
            (read.Source, read.Provider, read.ProviderMessageId, read.Recipient, read.Account, read.ReceivedAt));
    }

    [Fact]
    public void It_suppresses_whom_the_callback_would()
    {
        Assert.Equal("opted_out sender:14155550100", ExpectedEvent.Of(Read(Message("failed", "200")).Event!).Suppression);
        Assert.Equal("invalid_recipient all", ExpectedEvent.Of(Read(Message("undelivered", "70")).Event!).Suppression);
        Assert.Null(Read(Message("undelivered", "30")).Event!.Suppression);
    }

    [Theory]
    [InlineData("2026-11-21 14:30:00.123456+05:30")]
    [InlineData("2026-11-21T09:00:00.123456Z")]
    public void The_time_of_the_request_dates_the_queueing_and_nothing_that_came_of_it(string time)
    {
        var queued = Message("queued", "000");
        queued["message_time"] = time;
        var delivered = Message("delivered", "000");
        delivered["message_time"] = time;

        Assert.Equal(new DateTimeOffset(2026, 11, 21, 9, 0, 0, 123, TimeSpan.Zero).AddMicroseconds(456), Read(queued).Event!.StatedAt);
        Assert.Null(Read(delivered).Event!.StatedAt);
    }

    [Theory]
    [InlineData("2026-11-21 09:00:00")]
    [InlineData("yesterday")]
    [InlineData(null)]
    public void A_time_without_an_offset_is_no_time(string? time)
    {
        var queued = Message("queued", "000");
        queued["message_time"] = time;

        Assert.Null(Read(queued).Event!.StatedAt);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"message_uuid":"5b0c2f3a-7f1d-4a2e-9b8c-0a1b2c3d4e5f"}""")]
    [InlineData("""{"message_uuid":"5b0c2f3a-7f1d-4a2e-9b8c-0a1b2c3d4e5f","message_state":{},"to_number":"31612345678"}""")]
    [InlineData("""{"message_uuid":"5b0c2f3a-7f1d-4a2e-9b8c-0a1b2c3d4e5f","message_state":"sent","to_number":[]}""")]
    [InlineData("""{"message_uuid":"5b0c2f3a-7f1d-4a2e-9b8c-0a1b2c3d4e5f","message_state":"received","message_direction":"inbound"}""")]
    [InlineData("""{"message_uuid":"00000000-0000-0000-0000-000000000000","message_state":"delivered","to_number":"31612345678"}""")]
    public void What_is_not_the_message_that_was_asked_for_is_a_problem_and_no_event(string body)
    {
        var read = PlivoMessage.Read(Encoding.UTF8.GetBytes(body), Id, null, Now);

        Assert.Null(read.Event);
        Assert.NotEmpty(read.Problem!);
    }

    [Theory]
    [InlineData(Id, true)]
    [InlineData("..", false)]
    [InlineData("a/b", false)]
    [InlineData("", false)]
    public void Only_what_is_safe_in_a_URL_can_be_asked_for(string id, bool isMessage) => Assert.Equal(isMessage, PlivoMessage.IsId(id));

    static Tracking.Providers.MessageReading Read(JsonObject json) =>
        PlivoMessage.Read(Encoding.UTF8.GetBytes(json.ToJsonString()), Id, "eu", Now);

    static JsonObject Message(string state, string? errorCode) => new()
    {
        ["api_id"] = "f3e2d1c0-0000-4a2e-9b8c-0a1b2c3d4e5f",
        ["error_code"] = errorCode,
        ["from_number"] = "14155550100",
        ["message_direction"] = "outbound",
        ["message_state"] = state,
        ["message_time"] = "2026-11-21 09:00:00+00:00",
        ["message_type"] = "sms",
        ["message_uuid"] = Id,
        ["to_number"] = "31612345678",
        ["units"] = 1,
    };
}
