using System.Text;
using RabbitMQ.Client;
using Tracking.Contracts;
using Tracking.Hosting.Broker;
using Tracking.Hosting.DeadLetters;
using Xunit;

namespace Tracking.Unit.Hosting.DeadLetters;

public sealed class DeadLetterReaderTests
{
    static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_letter_of_ours_says_everything_of_itself()
    {
        var letter = Read(new()
        {
            ["x-dead-letter-id"] = "id"u8.ToArray(),
            ["x-class"] = "unreadable"u8.ToArray(),
            ["x-attempt"] = 3,
            ["x-host"] = "worker-1"u8.ToArray(),
            ["x-replayed"] = 2,
            ["MT-Fault-Message"] = "no"u8.ToArray(),
            ["MT-Fault-ExceptionType"] = "System.Exception"u8.ToArray(),
            ["MT-Fault-Timestamp"] = "2026-11-21T12:00:00.0000000+00:00"u8.ToArray(),
            ["traceparent"] = "00-1"u8.ToArray(),
        });

        Assert.Equal(
            ("id", DeadLetterClass.Unreadable, 3, "worker-1", 2, "no", "System.Exception", Noon, "00-1"),
            (letter.Id, letter.Class, letter.Attempts, letter.Host, letter.Replays, letter.Reason, letter.ExceptionType, letter.FailedAt,
                HeaderText.Of(letter.Message.Headers["traceparent"])));
        Assert.Null(letter.Death);
    }

    [Fact]
    public void A_letter_of_the_brokers_has_what_the_broker_says_and_a_fingerprint_for_an_id()
    {
        var first = Read(Died("delivery_limit", 101));
        var again = Read(Died("delivery_limit", 101));
        var later = Read(Died("delivery_limit", 101, Noon.AddSeconds(1)));

        Assert.Equal(new BrokerDeath("delivery_limit", Queues.NotificationSent, 101, Noon), first.Death);
        Assert.Equal((DeadLetterClass.Unapplied, Noon), (first.Class, first.FailedAt));
        Assert.StartsWith("The broker's delivery limit was reached", first.Reason, StringComparison.Ordinal);
        Assert.StartsWith("fp-", first.Id, StringComparison.Ordinal);
        Assert.Equal(first.Id, again.Id);
        Assert.NotEqual(first.Id, later.Id);
        Assert.Equal(
            "[{count=101, reason=delivery_limit, queue=tracking.notification-sent, time=2026-11-21T12:00:00.0000000+00:00}]",
            HeaderText.Of(first.Message.Headers["x-death"]));
    }

    [Fact]
    public void What_anybody_may_have_written_into_headers_breaks_nothing()
    {
        var letter = Read(new()
        {
            ["x-death"] = new List<object?> { 1, "two"u8.ToArray() },
            ["x-attempt"] = "-1"u8.ToArray(),
            ["x-replayed"] = 99_999_999_999L,
            ["x-class"] = new Dictionary<string, object?> { ["a"] = true },
            ["x-dead-letter-id"] = Array.Empty<byte>(),
            ["MT-Fault-Timestamp"] = "yesterday"u8.ToArray(),
            ["nothing"] = null,
        });

        Assert.Equal((DeadLetterClass.Unapplied, "Nothing says why it is here."), (letter.Class, letter.Reason));
        Assert.Null(letter.Death);
        Assert.Null(letter.Attempts);
        Assert.Null(letter.FailedAt);
        Assert.Equal(0, letter.Replays);
        Assert.Equal("{a=true}", HeaderText.Of(letter.Message.Headers["x-class"]));
        Assert.StartsWith("fp-", letter.Id, StringComparison.Ordinal);
    }

    [Fact]
    public void A_replay_leaves_the_failure_and_the_journey_behind_and_keeps_what_is_the_messages_own()
    {
        var died = Died("delivery_limit", 1);
        died["x-attempt"] = 4;
        died["x-dead-letter-id"] = "id";
        died["MT-Fault-StackTrace"] = "at";
        died["x-first-death-queue"] = "q";
        died["CC"] = new List<object?> { "elsewhere" };
        died["traceparent"] = "00-1";
        died["x-replayed"] = 1;

        died["x-replay-of"] = "earlier";
        died["x-replay-job"] = "earlier";

        var headers = DeadLetterHeaders.ForReplay(died, "letter", job: null, edited: false);
        var edited = DeadLetterHeaders.ForReplay(died, "letter", Guid.AllBitsSet, edited: true);

        Assert.Equal(["traceparent", "x-replay-of", "x-replayed"], headers.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((2, "letter"), (headers["x-replayed"], headers["x-replay-of"]));
        Assert.Equal((true, "ffffffff-ffff-ffff-ffff-ffffffffffff"), (edited["x-edited"], edited["x-replay-job"]));
    }

    [Fact]
    public void A_copy_is_persistent_in_nobodys_name_and_never_expires()
    {
        var original = new BasicProperties
        {
            Expiration = "1000",
            UserId = "producer",
            MessageId = "m",
            ContentType = "application/json",
            CorrelationId = "c",
        };

        var copy = MessageCopy.PropertiesOf(original, []);

        Assert.True(copy.Persistent);
        Assert.Equal(("m", "application/json", "c"), (copy.MessageId, copy.ContentType, copy.CorrelationId));
        Assert.False(copy.IsExpirationPresent() || copy.IsUserIdPresent());
    }

    [Fact]
    public void Headers_that_a_frame_cannot_hold_are_left_behind_by_name_the_messages_own_largest_first()
    {
        var headers = new Dictionary<string, object?>
        {
            ["small"] = "s",
            ["large"] = new byte[60_000],
            ["larger"] = new string('ü', 35_000),
            ["MT-Fault-StackTrace"] = new string('x', 8_000),
        };

        MessageCopy.PropertiesOf(new BasicProperties(), headers);

        Assert.Equal(["MT-Fault-StackTrace", "large", "small", "x-headers-left-behind"], headers.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("larger", headers["x-headers-left-behind"]);
    }

    [Theory]
    [InlineData("{}", null)]
    [InlineData("[1]", "The body must be a JSON object.")]
    [InlineData("{\n \"a\": }", "The body is not JSON: line 2, byte 7.")]
    [InlineData("", "The body is not JSON: line 1, byte 1.")]
    public void A_body_that_no_consumer_could_parse_is_refused_with_the_place(string body, string? problem) =>
        Assert.Equal(problem, LetterBody.Problem(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void A_body_that_is_no_text_is_refused() =>
        Assert.Equal("The body is not valid UTF-8.", LetterBody.Problem(new byte[] { 0x7b, 0xff, 0x7d }));

    [Theory]
    [InlineData(10_000, "tracking.redelivery.10s")]
    [InlineData(60_000, "tracking.redelivery.1m")]
    [InlineData(90_000, "tracking.redelivery.90s")]
    [InlineData(3_600_000, "tracking.redelivery.1h")]
    [InlineData(86_400_000, "tracking.redelivery.24h")]
    [InlineData(1_500, "tracking.redelivery.1500ms")]
    public void A_redelivery_queue_is_named_after_its_delay(int milliseconds, string name) =>
        Assert.Equal(name, BrokerTopology.RedeliveryQueueOf(TimeSpan.FromMilliseconds(milliseconds)));

    static DeadLetter Read(Dictionary<string, object?> headers) =>
        DeadLetterReader.Read(
            Queues.NotificationSent,
            new LetterMessage("m", "application/json", new Dictionary<string, object?>(), headers, "{}"u8.ToArray()));

    // As the broker writes it: the newest first, texts as bytes.
    static Dictionary<string, object?> Died(string reason, long count, DateTimeOffset? at = null) => new()
    {
        ["x-death"] = new List<object?>
        {
            new Dictionary<string, object?>
            {
                ["count"] = count,
                ["reason"] = Encoding.UTF8.GetBytes(reason),
                ["queue"] = Encoding.UTF8.GetBytes(Queues.NotificationSent),
                ["time"] = new AmqpTimestamp((at ?? Noon).ToUnixTimeSeconds()),
            },
        },
    };
}
