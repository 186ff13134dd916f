using System.Text;
using Tracking.Providers.Ses;
using Xunit;

namespace Tracking.Unit.Providers.Ses;

public sealed class SnsEnvelopeTests
{
    static readonly string Good = SnsSigner.Text(SnsSigner.Notification("{}"));

    public static TheoryData<string, string> Bad() => new()
    {
        { "nothing", "" },
        { "no JSON", "Type=Notification" },
        { "an array", $"[{Good}]" },
        { "a bare message", """{"eventType":"Delivery"}""" },
        { "two", Good + Good },
        { "half of it", Good[..(Good.Length / 2)] },
        { "one name twice", Good.Replace("{\"Type\"", "{\"Type\":\"Notification\",\"Type\"", StringComparison.Ordinal) },
        { "one name twice, once escaped", Good.Replace("{\"Type\"", "{\"\\u0054ype\":\"x\",\"Type\"", StringComparison.Ordinal) },
        { "the spelling of Lambda", Good.Replace("SigningCertURL", "SigningCertUrl", StringComparison.Ordinal) },
        { "both spellings", Good.Replace("{\"Type\"", "{\"SigningCertUrl\":\"x\",\"Type\"", StringComparison.Ordinal) },
        { "Lambda's UnsubscribeUrl", Good.Replace("{\"Type\"", "{\"UnsubscribeUrl\":\"x\",\"Type\"", StringComparison.Ordinal) },
        { "an unknown type", Good.Replace("\"Notification\"", "\"Publish\"", StringComparison.Ordinal) },
        { "a confirmation without its token", Good.Replace("\"Notification\"", "\"SubscriptionConfirmation\"", StringComparison.Ordinal) },
        { "an object for the message", Good.Replace("\"Message\":\"{}\"", "\"Message\":{}", StringComparison.Ordinal) },
        { "null for the message", Good.Replace("\"Message\":\"{}\"", "\"Message\":null", StringComparison.Ordinal) },
        { "half a surrogate pair", Good.Replace("\"{}\"", "\"\\ud83d\"", StringComparison.Ordinal) },
        { "half a surrogate pair in a name", Good.Replace("{\"Type\"", "{\"\\ud83d\":1,\"Type\"", StringComparison.Ordinal) },
        { "a line break in a topic", Good.Replace(":ses-events", ":ses-events\\nType", StringComparison.Ordinal) },
        { "depth", Good.Replace("{\"Type\"", "{\"MessageAttributes\":" + new string('[', 5_000) + new string(']', 5_000) + ",\"Type\"", StringComparison.Ordinal) },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void What_is_no_envelope_is_refused_with_a_reason(string what, string body)
    {
        var read = SnsEnvelope.TryRead(Encoding.UTF8.GetBytes(body), out var problem);

        Assert.True(read is null, what);
        Assert.NotNull(problem);
    }

    [Fact]
    public void Invalid_utf8_is_refused()
    {
        var body = Encoding.UTF8.GetBytes(Good);
        body[Good.IndexOf("{}", StringComparison.Ordinal)] = 0xFF;

        Assert.Null(SnsEnvelope.TryRead(body, out _));
    }

    [Fact]
    public void A_subject_that_is_null_is_absent()
    {
        var body = Good.Replace("{\"Type\"", "{\"Subject\":null,\"Type\"", StringComparison.Ordinal);

        Assert.Equal(SnsSigner.Notification("{}"), SnsEnvelope.TryRead(Encoding.UTF8.GetBytes(body), out _));
    }

    [Fact]
    public void What_is_not_signed_is_not_read()
    {
        var extra = "{\"UnsubscribeURL\":\"https://a\",\"MessageAttributes\":{\"a\":{\"Type\":\"String\"}},\"New\":1,\"Type\"";
        var body = Good.Replace("{\"Type\"", extra, StringComparison.Ordinal);

        Assert.Equal(SnsSigner.Notification("{}"), SnsEnvelope.TryRead(Encoding.UTF8.GetBytes(body), out _));
    }
}
