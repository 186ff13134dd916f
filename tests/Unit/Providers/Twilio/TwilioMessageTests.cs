using System.Text;
using System.Text.Json.Nodes;
using Tracking.Deliveries;
using Tracking.Providers;
using Tracking.Providers.Twilio;
using Xunit;

namespace Tracking.Unit.Providers.Twilio;

public sealed class TwilioMessageTests
{
    const string Sid = "SM5b0f6a1e2d3c4b5a69788796a5b4c3d2";
    static readonly DateTimeOffset Now = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);
    static readonly DateTimeOffset Created = new(2026, 11, 21, 8, 59, 58, TimeSpan.Zero);

    [Theory]
    [InlineData("accepted", null, Evidence.Queued, null, 0)]
    [InlineData("queued", null, Evidence.Queued, null, 0)]
    [InlineData("sending", null, Evidence.Sent, null, 2)]
    [InlineData("sent", null, Evidence.Sent, null, 2)]
    [InlineData("delivered", null, Evidence.Delivered, null, 9)]
    [InlineData("read", null, Evidence.Read, null, 9)]
    [InlineData("undelivered", 30006, Evidence.Undelivered, "invalid_recipient", 9)]
    [InlineData("failed", 21610, Evidence.FailedAtProvider, "opted_out", 9)]
    [InlineData("canceled", null, Evidence.FailedAtProvider, "canceled", 9)]
    public void Each_status_is_the_evidence_that_its_callback_would_be_with_the_time_that_the_resource_states(
        string status, int? errorCode, Evidence evidence, string? reason, int secondsAfterCreation)
    {
        var json = Message(status);
        json["error_code"] = errorCode;

        var read = Read(json).Event!;

        Assert.Equal((evidence, reason), (read.Evidence, read.Reason));
        Assert.Equal(Created.AddSeconds(secondsAfterCreation), read.StatedAt);
        Assert.Equal(errorCode?.ToString(System.Globalization.CultureInfo.InvariantCulture), read.ErrorCode);
        Assert.Equal(
            (EventSource.Reconciliation, "twilio", Sid, "31612345678", "eu", Now),
            (read.Source, read.Provider, read.ProviderMessageId, read.Recipient, read.Account, read.ReceivedAt));
    }

    [Theory]
    [InlineData("delivered", null, null)]
    [InlineData("undelivered", "30008", "Unknown error")]
    [InlineData("new word", "30008", "Unknown error")]
    public void Only_what_went_wrong_shows_an_error(string status, string? code, string? text)
    {
        var json = Message(status);
        (json["error_code"], json["error_message"]) = (30008, "Unknown error");

        var read = Read(json).Event!;

        Assert.Equal((code, text), (read.ErrorCode, read.ErrorMessage));
    }

    [Theory]
    [InlineData("21610", "+15005550006", null, "opted_out sender:15005550006")]
    [InlineData("21610", "+15005550006", "MG1", "opted_out sender:MG1")]
    [InlineData("21610", null, null, "opted_out sender:twilio")]
    [InlineData("63014", "whatsapp:+15005550006", null, "opted_out all")]
    [InlineData("63049", "whatsapp:+15005550006", null, "opted_out marketing")]
    [InlineData("30006", "+15005550006", null, "invalid_recipient all")]
    [InlineData("30006", "54321", null, null)]
    [InlineData("30007", "+15005550006", null, null)]
    [InlineData("30046", "rcs:agent", null, null)]
    public void It_suppresses_whom_the_callback_would(string code, string? from, string? service, string? suppression)
    {
        var json = Message("undelivered");
        (json["error_code"], json["from"], json["messaging_service_sid"]) = (int.Parse(code, System.Globalization.CultureInfo.InvariantCulture), from, service);
        var asked = Read(json).Event!;

        var called = Assert.Single(TwilioParser.Parse(new Tracking.Contracts.RawCallback
        {
            CallbackId = Guid.Empty,
            Provider = "twilio",
            ReceivedAt = Now,
            Method = "POST",
            Url = "https://h.example/webhooks/twilio/status",
            Headers = new Dictionary<string, string>(),
            Body = $"MessageSid={Sid}&MessageStatus=undelivered&ErrorCode={code}&From={Uri.EscapeDataString(from ?? "")}&MessagingServiceSid={service}",
        }).Events);

        Assert.Equal(suppression, ExpectedEvent.Of(asked).Suppression);
        Assert.Equal((called.Evidence, called.Reason, called.Suppression), (asked.Evidence, asked.Reason, asked.Suppression));
    }

    [Fact]
    public void The_same_answer_is_the_same_event_whenever_it_is_given_and_another_answer_is_another()
    {
        var first = TwilioMessage.Read(Bytes(Message("sent")), Sid, null, Now).Event!;
        var again = TwilioMessage.Read(Bytes(Message("sent")), Sid, null, Now.AddDays(1)).Event!;
        var later = TwilioMessage.Read(Bytes(Message("delivered")), Sid, null, Now.AddDays(1)).Event!;

        Assert.Equal(first.Id, again.Id);
        Assert.NotEqual(first.Id, later.Id);
    }

    [Fact]
    public void A_word_that_is_new_is_kept_as_unknown()
    {
        var read = Read(Message("teleported")).Event!;

        Assert.Equal((Evidence.Unknown, "teleported", null), (read.Evidence, read.Reason, read.StatedAt));
    }

    [Theory]
    [InlineData("yesterday")]
    [InlineData("2026-11-21T09:00:07Z")]
    [InlineData("Thu, 01 Jan 1970 00:00:00 +0000")]
    [InlineData("Sat, 21 Nov 2226 09:00:07 +0000")]
    [InlineData(null)]
    public void A_time_that_cannot_be_is_no_time(string? text)
    {
        var json = Message("delivered");
        json["date_updated"] = text;

        Assert.Null(Read(json).Event!.StatedAt);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>502 Bad Gateway</html>")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"sid":"SM5b0f6a1e2d3c4b5a69788796a5b4c3d2"}""")]
    [InlineData("""{"sid":"SM5b0f6a1e2d3c4b5a69788796a5b4c3d2","status":7,"to":"+31612345678"}""")]
    [InlineData("""{"sid":"SM5b0f6a1e2d3c4b5a69788796a5b4c3d2","status":"","to":"+31612345678"}""")]
    [InlineData("""{"sid":"SM5b0f6a1e2d3c4b5a69788796a5b4c3d2","status":"sent\u0000"}""")]
    [InlineData("""{"sid":"SM5b0f6a1e2d3c4b5a69788796a5b4c3d2","status":"sent","to":["+31612345678"]}""")]
    [InlineData("""{"sid":"SM5b0f6a1e2d3c4b5a69788796a5b4c3d2","status":"failed","to":"+31612345678","error_code":{}}""")]
    [InlineData("""{"sid":"SM5b0f6a1e2d3c4b5a69788796a5b4c3d2","status":"received","to":"+31612345678"}""")]
    [InlineData("""{"sid":"SM00000000000000000000000000000000","status":"delivered","to":"+31612345678"}""")]
    public void What_is_not_the_message_that_was_asked_for_is_a_problem_and_no_event(string body)
    {
        var read = TwilioMessage.Read(Encoding.UTF8.GetBytes(body), Sid, null, Now);

        Assert.Null(read.Event);
        Assert.NotEmpty(read.Problem!);
        Assert.DoesNotContain("316", read.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Sid, true)]
    [InlineData("MM99887766554433221100ffeeddccbbaa", true)]
    [InlineData("CA99887766554433221100ffeeddccbbaa", false)]
    [InlineData("SM", false)]
    [InlineData("SM1/../../Calls", false)]
    [InlineData("SM1?x", false)]
    [InlineData("", false)]
    public void Only_the_id_of_a_message_can_be_asked_for(string id, bool isMessage) => Assert.Equal(isMessage, TwilioMessage.IsId(id));

    static MessageReading Read(JsonObject json) => TwilioMessage.Read(Bytes(json), Sid, "eu", Now);

    static byte[] Bytes(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    static JsonObject Message(string status) => new()
    {
        ["account_sid"] = "AC0f3e2d1c0b9a8f7e6d5c4b3a29181706",
        ["api_version"] = "2010-04-01",
        ["body"] = "Your invoice is paid.",
        ["date_created"] = "Sat, 21 Nov 2026 08:59:58 +0000",
        ["date_sent"] = "Sat, 21 Nov 2026 09:00:00 +0000",
        ["date_updated"] = "Sat, 21 Nov 2026 09:00:07 +0000",
        ["direction"] = "outbound-api",
        ["error_code"] = null,
        ["error_message"] = null,
        ["from"] = "+15005550006",
        ["num_segments"] = "1",
        ["price"] = null,
        ["sid"] = Sid,
        ["status"] = status,
        ["to"] = "+31612345678",
        ["uri"] = $"/2010-04-01/Accounts/AC0f3e2d1c0b9a8f7e6d5c4b3a29181706/Messages/{Sid}.json",
    };
}
