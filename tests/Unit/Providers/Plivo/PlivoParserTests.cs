using Tracking.Contracts;
using Tracking.Deliveries;
using Tracking.Providers;
using Tracking.Providers.Plivo;
using Xunit;

namespace Tracking.Unit.Providers.Plivo;

public sealed class PlivoParserTests
{
    const string Id = "5b0c2f3a-7f1d-4a2e-9b8c-0a1b2c3d4e5f";
    const string PartId = "8e1d5a60-2c47-4f0e-a9b3-6d5c4b3a2918";
    const string Url = "https://h.example/webhooks/plivo/status";

    [Theory]
    [InlineData("queued", null, Evidence.Queued, null)]
    [InlineData("sent", null, Evidence.Sent, null)]
    [InlineData("delivered", null, Evidence.Delivered, null)]
    [InlineData("read", null, Evidence.Read, null)]
    [InlineData("undelivered", null, Evidence.Undelivered, "undelivered")]
    [InlineData("undelivered", "20", Evidence.Undelivered, "undelivered")]
    [InlineData("undelivered", "30", Evidence.Undelivered, "blocked")]
    [InlineData("undelivered", "50", Evidence.Undelivered, "invalid_recipient")]
    [InlineData("undelivered", "70", Evidence.Undelivered, "invalid_recipient")]
    [InlineData("undelivered", "80", Evidence.Undelivered, "undelivered")]
    [InlineData("undelivered", "90", Evidence.Undelivered, "undelivered")]
    [InlineData("undelivered", "100", Evidence.Undelivered, "blocked")]
    [InlineData("undelivered", "1000", Evidence.Undelivered, "undelivered")]
    [InlineData("undelivered", "050", Evidence.Undelivered, "undelivered")]
    [InlineData("failed", null, Evidence.FailedAtProvider, "provider")]
    [InlineData("failed", "10", Evidence.FailedAtProvider, "provider")]
    [InlineData("failed", "40", Evidence.FailedAtProvider, "provider")]
    [InlineData("failed", "50", Evidence.FailedAtProvider, "invalid_recipient")]
    [InlineData("failed", "60", Evidence.FailedAtProvider, "provider")]
    [InlineData("failed", "110", Evidence.FailedAtProvider, "provider")]
    [InlineData("failed", "200", Evidence.FailedAtProvider, "opted_out")]
    [InlineData("failed", "10001", Evidence.FailedAtProvider, "provider")]
    [InlineData("rejected", null, Evidence.FailedAtProvider, "rejected")]
    [InlineData("teleported", "7", Evidence.Unknown, "teleported")]
    [InlineData("Delivered", null, Evidence.Unknown, "Delivered")]
    public void The_status_word_gives_the_evidence_and_the_error_code_the_reason(
        string status, string? code, Evidence evidence, string? reason)
    {
        var e = Single($"MessageUUID={Id}&Status={status}&ErrorCode={code}&To=31612345678");

        Assert.Equal((evidence, reason, code), (e.Evidence, e.Reason, e.ErrorCode));
        Assert.Equal(("plivo", Id, "31612345678"), (e.Provider, e.ProviderMessageId, e.Recipient));
        Assert.Null(e.StatedAt);
        Assert.Null(e.DeliveryId);
    }

    [Theory]
    [InlineData("failed", "200", "From=14155550100", "opted_out sender:14155550100")]
    [InlineData("undelivered", "200", "From=%2B14155550100", "opted_out sender:14155550100")]
    [InlineData("undelivered", "200", "", "opted_out sender:plivo")]
    [InlineData("undelivered", "50", "From=14155550100", "invalid_recipient all")]
    [InlineData("undelivered", "70", "From=14155550100", "invalid_recipient all")]
    [InlineData("undelivered", "30", "From=14155550100", null)]
    [InlineData("undelivered", "100", "From=14155550100", null)]
    [InlineData("undelivered", "20", "From=14155550100", null)]
    [InlineData("undelivered", "80", "From=14155550100", null)]
    [InlineData("undelivered", "90", "From=14155550100", null)]
    [InlineData("undelivered", "1000", "From=14155550100", null)]
    [InlineData("failed", "10", "From=14155550100", null)]
    [InlineData("failed", "40", "From=14155550100", null)]
    [InlineData("delivered", "200", "From=14155550100", null)]
    [InlineData("opted_out", "200", "From=14155550100", null)]
    public void A_code_suppresses_whom_it_is_about_and_no_further(string status, string code, string sender, string? suppression) =>
        Assert.Equal(
            suppression,
            ExpectedEvent.Of(Single($"MessageUUID={Id}&Status={status}&ErrorCode={code}&To=31612345678&{sender}")).Suppression);

    [Fact]
    public void Whoever_changes_the_sender_says_something_else()
    {
        const string OptedOut = $"MessageUUID={Id}&Status=failed&ErrorCode=200&To=31612345678";
        var genuine = Proof($"{OptedOut}&From=14155550100", Url, V2("4821"))!;

        Assert.NotEqual(genuine.Statement, Proof($"{OptedOut}&From=14155550199", Url, V2("4821"))!.Statement);
        Assert.Equal(genuine, Proof($"From=14155550100&{OptedOut}", Url, V2("4821")));
    }

    [Fact]
    public void What_went_well_has_no_error_and_000_is_none()
    {
        Assert.Null(Single($"MessageUUID={Id}&Status=delivered&ErrorCode=50").ErrorCode);
        Assert.Null(Single($"MessageUUID={Id}&Status=undelivered&ErrorCode=000").ErrorCode);
        Assert.Equal(
            Single($"MessageUUID={Id}&Status=delivered&ErrorCode=000").Id, Single($"MessageUUID={Id}&Status=delivered").Id);
    }

    [Fact]
    public void A_query_says_the_same_as_a_form()
    {
        const string Fields = $"To=%2B31612345678&MessageUUID={Id}&Status=undelivered&ErrorCode=50";

        var get = Read("", $"{Url}?{Fields}#x", method: "GET");

        Assert.Equal(Single(Fields), Assert.Single(get.Events));
        Assert.Empty(Read($"MessageUUID={Id}", $"{Url}?Status=sent").Events);
        Assert.Empty(Read($"MessageUUID={Id}&Status=sent", Url, method: "GET").Events);
    }

    [Fact]
    public void The_parts_of_a_long_message_are_evidence_about_the_message_that_was_sent()
    {
        var first = Single($"MessageUUID={Id}&ParentMessageUUID={Id}&PartInfo=1+of+2&Status=delivered");
        var last = Single($"MessageUUID={PartId}&ParentMessageUUID={Id}&PartInfo=2+of+2&Status=delivered");
        var lost = Single($"MessageUUID={PartId}&ParentMessageUUID={Id}&PartInfo=2+of+2&Status=undelivered&ErrorCode=20");

        Assert.All([first, last, lost], e => Assert.Equal(Id, e.ProviderMessageId));
        Assert.Equal(3, new[] { first.Id, last.Id, lost.Id }.Distinct().Count());
        Assert.Equal((DeliveryStatus.Sent, "partially_delivered"), Ends(first));
        Assert.Equal((DeliveryStatus.Delivered, null), Ends(last, first));
        Assert.Equal((DeliveryStatus.Delivered, null), Ends(first, last));
        Assert.Equal((DeliveryStatus.Bounced, "undelivered"), Ends(lost, first));
        Assert.Equal((DeliveryStatus.Bounced, "undelivered"), Ends(first, lost));

        static (DeliveryStatus, string?) Ends(params DeliveryEvent[] events)
        {
            var ended = events.Aggregate(new Delivery { DeliveryId = "d" }, (delivery, e) => delivery.With(e));
            return (ended.Status, ended.Reason);
        }
    }

    [Theory]
    [InlineData("1+of+2", Evidence.Sent)]
    [InlineData("1+of+1", Evidence.Delivered)]
    [InlineData("3+of+2", Evidence.Delivered)]
    [InlineData("", Evidence.Delivered)]
    [InlineData("of", Evidence.Delivered)]
    [InlineData("1/2", Evidence.Delivered)]
    [InlineData("-1+of+2", Evidence.Delivered)]
    [InlineData("1+of+99999999999", Evidence.Delivered)]
    public void Only_a_part_that_says_so_waits_for_a_later_one(string partInfo, Evidence evidence) =>
        Assert.Equal(evidence, Single($"MessageUUID={Id}&Status=delivered&PartInfo={partInfo}").Evidence);

    [Fact]
    public void An_events_id_is_made_of_what_it_says_and_not_of_its_order_or_the_rest()
    {
        const string Fields = $"MessageUUID={Id}&To=31612345678&";
        var first = Single(Fields + "Status=undelivered&ErrorCode=20");

        Assert.Equal(first.Id, Single("Units=1&ErrorCode=20&Status=undelivered&" + Fields).Id);
        Assert.NotEqual(first.Id, Single(Fields + "Status=undelivered&ErrorCode=80").Id);
        Assert.NotEqual(first.Id, Single(Fields + "Status=failed&ErrorCode=20").Id);
        Assert.NotEqual(first.Id, Single(Fields + "Status=undelivered&ErrorCode=20&PartInfo=1+of+2").Id);
        Assert.NotEqual(first.Id, Single(Fields + $"Status=undelivered&ErrorCode=20&ParentMessageUUID={PartId}").Id);
        Assert.NotEqual(first.Id, Single(Fields + "Status=undelivered&ErrorCode=20", account: "acme").Id);
        Assert.NotEqual(first.Id, Single($"MessageUUID={Id}&Status=undelivered&ErrorCode=20").Id);
    }

    [Fact]
    public void What_version_2_alone_has_proven_is_good_for_one_statement()
    {
        const string Delivered = $"MessageUUID={Id}&Status=delivered";
        var genuine = Proof(Delivered, Url, V2("4821"));

        Assert.NotNull(genuine);
        Assert.False(genuine.IsProvenOtherwise);
        Assert.Equal(genuine, Proof("ErrorCode=000&Status=delivered&Units=1&MessageUUID=" + Id, Url + "?x=y", V2("4821")));
        Assert.Equal(genuine, Proof("", $"{Url}?{Delivered}", V2("4821"), method: "GET"));
        Assert.Equal(genuine, Proof(Delivered, Url, new() { ["x-plivo-signature-v2-nonce"] = "4821" }));
        Assert.NotEqual(genuine.Id, Proof(Delivered, Url, V2("4822"))!.Id);
        var lie = Proof($"MessageUUID={Id}&Status=failed", Url, V2("4821"))!;
        Assert.Equal(genuine.Id, lie.Id);
        Assert.NotEqual(genuine.Statement, lie.Statement);
    }

    [Fact]
    public void Moving_the_border_between_path_and_nonce_does_not_make_another_proof_of_it()
    {
        const string Form = $"MessageUUID={Id}&Status=delivered";

        var ours = Proof(Form, Url + "/acme", V2("4821"), account: "acme")!;
        var moved = Proof(Form, Url, V2("/acme4821"))!;

        Assert.Equal(ours.Id, moved.Id);
        Assert.NotEqual(ours.Statement, moved.Statement);
    }

    [Fact]
    public void What_version_3_has_proven_is_believed_and_takes_version_2_with_it()
    {
        const string Form = $"MessageUUID={Id}&Status=delivered";
        Dictionary<string, string> both = new(V2("4821")) { ["X-Plivo-Signature-V3-Nonce"] = "9" };

        Assert.True(Proof(Form, Url, both)!.IsProvenOtherwise);
        Assert.Equal(Proof(Form, Url, V2("4821"))!.Id, Proof(Form, Url, both)!.Id);
        Assert.Null(Proof(Form, Url, new() { ["X-Plivo-Signature-V3-Nonce"] = "9" }));
        Assert.Null(Proof("nothing that can be read", Url, V2("4821")));
    }

    static Dictionary<string, string> V2(string nonce) => new() { ["X-Plivo-Signature-V2-Nonce"] = nonce };

    static SingleUseProof? Proof(
        string body, string url, Dictionary<string, string> headers, string? account = null, string method = "POST") =>
        Read(body, url, account, method, headers).Proof;

    public static TheoryData<string> Unreadable() => new(
        "",
        "&&&=&",
        "Status=delivered",
        $"MessageUUID={Id}",
        "MessageUUID=&Status=delivered",
        $"MessageUUID={Id}&Status=",
        $"MessageUUID={new string('0', 256)}&Status=delivered",
        $"MessageUUID={Id}&ParentMessageUUID={new string('0', 256)}&Status=delivered",
        $"MessageUUID={Id}&Status=delivered&To={new string('a', 2_000)}",
        $"MessageUUID={Id}%00&Status=delivered",
        $"MessageUUID={Id}&Status=delivered&Status=failed",
        $"{{\"MessageUUID\":\"{Id}\",\"Status\":\"delivered\"}}");

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void Without_what_we_need_it_is_reported_and_nothing_throws(string parameters)
    {
        Assert.All([Read(parameters), Read("", Url + "?" + parameters, method: "GET")], reading =>
        {
            Assert.Empty(reading.Events);
            Assert.Null(Assert.Single(reading.Unreadable).Body);
        });
    }

    static DeliveryEvent Single(string form, string? account = null) => Read(form, account: account).Single();

    static CallbackReading Read(string body, string url = Url, string? account = null, string method = "POST",
        Dictionary<string, string>? headers = null) =>
        PlivoParser.Parse(new RawCallback
        {
            CallbackId = Guid.Empty,
            Provider = "plivo",
            Account = account,
            ReceivedAt = Requests.Now,
            Method = method,
            Url = url,
            Headers = headers ?? [],
            Body = body,
        });
}
