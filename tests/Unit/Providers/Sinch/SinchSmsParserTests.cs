using System.Globalization;
using Tracking.Deliveries;
using Tracking.Providers;
using Tracking.Providers.Sinch;
using Xunit;

namespace Tracking.Unit.Providers.Sinch;

public sealed class SinchSmsParserTests
{
    const string Id = "01FC66621XXXXX119Z8PMV1QPA";

    [Theory]
    [InlineData("Queued", Evidence.Queued, null)]
    [InlineData("Dispatched", Evidence.Sent, null)]
    [InlineData("Delivered", Evidence.Delivered, null)]
    [InlineData("Aborted", Evidence.FailedAtProvider, "provider")]
    [InlineData("Cancelled", Evidence.FailedAtProvider, "canceled")]
    [InlineData("Rejected", Evidence.FailedAtProvider, "rejected")]
    [InlineData("Deleted", Evidence.FailedAtProvider, "deleted")]
    [InlineData("Failed", Evidence.Undelivered, "undelivered")]
    [InlineData("Expired", Evidence.Undelivered, "expired")]
    [InlineData("Unknown", Evidence.Sent, "unconfirmed")]
    [InlineData("Teleported", Evidence.Unknown, "Teleported")]
    public void The_status_gives_the_evidence_and_no_code_suppresses(string status, Evidence evidence, string? reason)
    {
        var e = Single($$"""{"type":"recipient_delivery_report_sms","batch_id":"{{Id}}","recipient":"+31612345678","code":401,"status":"{{status}}","at":"2026-11-21T02:54:00Z"}""");

        Assert.Equal((evidence, reason, null), (e.Evidence, e.Reason, e.Suppression));
        Assert.Equal(("sinch-sms", Id, "31612345678"), (e.Provider, e.ProviderMessageId, e.Recipient));
        Assert.Equal(evidence is Evidence.Undelivered or Evidence.FailedAtProvider or Evidence.Unknown ? "401" : null, e.ErrorCode);
        Assert.Equal(new DateTimeOffset(2026, 11, 21, 2, 54, 0, TimeSpan.Zero), e.StatedAt);
    }

    [Fact]
    public void A_summary_that_lists_its_recipients_is_an_event_of_each()
    {
        var reading = Read(Summary(3, """{"code":0,"status":"Delivered","count":2,"recipients":["1",2]},{"code":405,"status":"Failed","count":1,"recipients":["3"]}"""));

        Assert.Equal(
            [("1", Evidence.Delivered, null), ("2", Evidence.Delivered, null), ("3", Evidence.Undelivered, "405")],
            reading.Events.Select(e => (e.Recipient, e.Evidence, e.ErrorCode)));
        Assert.All(reading.Events, e => Assert.Equal((false, null, null), (e.Ambiguous, e.StatedAt, e.DeliveryId)));
    }

    [Fact]
    public void A_summary_that_only_counts_is_of_everybody_or_of_nobody_who_can_be_told()
    {
        var all = Single(Summary(3, """{"code":0,"status":"Delivered","count":3}"""));
        var some = Single(Summary(3, """{"code":0,"status":"Delivered","count":2,"recipients":[]}"""));
        var uncounted = Single($$"""{"type":"delivery_report_sms","batch_id":"{{Id}}","statuses":[{"status":"Delivered"}]}""");

        Assert.Equal((Evidence.Delivered, null, false), (all.Evidence, all.Recipient, all.Ambiguous));
        Assert.Equal((Evidence.Delivered, null, true), (some.Evidence, some.Recipient, some.Ambiguous));
        Assert.True(uncounted.Ambiguous);
        // The later one is not taken for a repetition of the earlier.
        Assert.NotEqual(some.Id, all.Id);
    }

    [Fact]
    public void A_reference_names_the_delivery_of_a_message_to_one()
    {
        const string Recipients = """{"code":0,"status":"Delivered","count":1,"recipients":["1"]}""";

        Assert.Equal("d-1", Single(Summary(1, Recipients)).DeliveryId);
        Assert.Null(Single(Summary(2, Recipients)).DeliveryId);
        Assert.Equal("d-1", Single(
            $$"""{"type":"recipient_delivery_report_sms","batch_id":"{{Id}}","recipient":"1","status":"Delivered","client_reference":"delivery_id=d-1"}""").DeliveryId);
    }

    [Theory]
    [InlineData("""{"status":"Delivered","recipients":["1",null,"3"]}""", 2, 1)]
    [InlineData("""{"status":"Delivered","recipients":[{},[],""," "]}""", 0, 4)]
    [InlineData("""{"recipients":["1"]},{"status":"Delivered","recipients":["2"]}""", 1, 1)]
    [InlineData("""7,null,{"status":"Delivered","recipients":["2"]}""", 1, 2)]
    [InlineData("", 0, 0)]
    public void A_part_that_cannot_be_read_does_not_take_the_others_with_it(string statuses, int events, int unreadable)
    {
        var reading = Read(Summary(3, statuses));

        Assert.Equal((events, unreadable), (reading.Events.Count, reading.Unreadable.Count));
    }

    [Fact]
    public void As_many_recipients_as_a_body_may_hold_are_read()
    {
        var numbers = Enumerable.Range(0, 70_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"\"316{i:00000000}\"")).ToArray();
        var body = Summary(numbers.Length, $$"""{"code":0,"status":"Delivered","count":{{numbers.Length}},"recipients":[{{string.Join(',', numbers)}}]}""");

        Assert.InRange(body.Length, 900_000, 1024 * 1024);
        Assert.Equal(numbers.Length, Read(body).Events.Select(e => e.Id).Distinct().Count());
    }

    [Theory]
    [InlineData("mo_text")]
    [InlineData("mo_binary")]
    [InlineData("something_else")]
    public void What_is_no_report_says_nothing_of_a_message_of_ours(string type)
    {
        var reading = Read($$"""{"type":"{{type}}"}""");

        Assert.Empty(reading.Events);
        Assert.Empty(reading.Unreadable);
    }

    public static TheoryData<string> Unreadable() => new(
        "", "[]", "{", "{}",
        """{"type":"delivery_report_sms"}""",
        """{"type":"delivery_report_sms","batch_id":"x"}""",
        """{"type":"delivery_report_sms","batch_id":"x","statuses":{}}""",
        """{"type":"delivery_report_sms","batch_id":["x"],"statuses":[]}""",
        """{"type":"recipient_delivery_report_sms","batch_id":"x","recipient":"1"}""",
        """{"type":"recipient_delivery_report_sms","batch_id":"x","status":"Delivered"}""",
        """{"type":"recipient_delivery_report_sms","batch_id":"x\u0000","recipient":"1","status":"Delivered"}""",
        $$"""{"type":"recipient_delivery_report_sms","batch_id":"{{new string('x', 10_000)}}","recipient":"1","status":"Delivered"}""",
        $$"""{"type":"recipient_delivery_report_sms","batch_id":"x","recipient":"{{new string('x', 2_000)}}","status":"Delivered"}""");

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void Without_what_we_need_it_is_reported_and_nothing_throws(string body)
    {
        var reading = Read(body);

        Assert.Empty(reading.Events);
        Assert.Null(Assert.Single(reading.Unreadable).Body);
    }

    static string Summary(int total, string statuses) =>
        $$"""{"type":"delivery_report_sms","batch_id":"{{Id}}","total_message_count":{{total}},"statuses":[{{statuses}}],"client_reference":"delivery_id=d-1"}""";

    static DeliveryEvent Single(string body) => Read(body).Single();

    static CallbackReading Read(string body) => SinchSmsParser.Parse(Requests.Believed("sinch-sms", body, "sinch/sms"));
}
