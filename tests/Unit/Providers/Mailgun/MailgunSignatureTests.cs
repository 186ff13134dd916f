using System.Text;
using Tracking.Providers;
using Tracking.Providers.Mailgun;
using Xunit;

namespace Tracking.Unit.Providers.Mailgun;

public sealed class MailgunSignatureTests
{
    const string Key = "4f1c9d7e3b5a60827394a5b6c7d8e9f0";
    const string Timestamp1 = "1795229640", Token1 = "9c1f0b7a6d5e4c3b2a1908f7e6d5c4b3a2918070f6e5d4c3b2";
    const string Signature1 = "6d69663b113a2805bad510ca01b7f75c1c2d0404fff9d70c317ce0ac5cddeb87";
    const string Timestamp2 = "1795229641";

    [Theory]
    [InlineData(Timestamp1, Token1, Signature1)]
    [InlineData(Timestamp2, "0a1b2c3d4e5f60718293a4b5c6d7e8f90123456789abcdef01", "621c50ee04453ce771b504562cd876daf14f22301cdec771c37bfebcd67e9ffc")]
    [InlineData("1795233240", "ffeeddccbbaa99887766554433221100ffeeddccbbaa998877", "bb904ae6b7334d9172e2f03cc5b9ea78849cabb2c0c6d87ab3306257c9a417ba")]
    public void The_vectors_verify_in_both_forms_and_are_what_we_compute(string timestamp, string token, string signature)
    {
        Assert.Equal(signature, MailgunSignature.Compute(timestamp, token, Key));
        Assert.Equal(SignatureVerdict.Valid, Verify(timestamp, token, signature, long.Parse(timestamp) + 10));
        Assert.Equal(SignatureVerdict.Valid, VerifyForm(timestamp, token, signature, long.Parse(timestamp) + 10));
    }

    [Theory]
    [InlineData(Timestamp2, Token1, Signature1, SignatureVerdict.Mismatch)]
    [InlineData(Timestamp1, "0" + Token1, Signature1, SignatureVerdict.Mismatch)]
    [InlineData(Timestamp1, Token1, "6D69663B113A2805BAD510CA01B7F75C1C2D0404FFF9D70C317CE0AC5CDDEB87", SignatureVerdict.Malformed)]
    [InlineData(Timestamp1, Token1, "6d69663b113a2805bad510ca01b7f75c1c2d0404fff9d70c317ce0ac5cddeb8", SignatureVerdict.Malformed)]
    [InlineData(Timestamp1, Token1, "zd69663b113a2805bad510ca01b7f75c1c2d0404fff9d70c317ce0ac5cddeb87", SignatureVerdict.Malformed)]
    [InlineData("x", Token1, Signature1, SignatureVerdict.Malformed)]
    [InlineData("-1795229640", Token1, Signature1, SignatureVerdict.Malformed)]
    [InlineData("", Token1, Signature1, SignatureVerdict.Missing)]
    [InlineData(Timestamp1, "", Signature1, SignatureVerdict.Missing)]
    [InlineData(Timestamp1, Token1, "", SignatureVerdict.Missing)]
    public void What_is_not_signed_so_is_refused_in_both_forms(string timestamp, string token, string signature, SignatureVerdict verdict)
    {
        Assert.Equal(verdict, Verify(timestamp, token, signature));
        Assert.Equal(verdict, VerifyForm(timestamp, token, signature));
    }

    [Fact]
    public void Moving_the_border_between_timestamp_and_token_leaves_the_window()
    {
        Assert.Equal(SignatureVerdict.Stale, Verify("179522964", "0" + Token1, Signature1));
        Assert.Equal(SignatureVerdict.Stale, Verify("17952296409", Token1[1..], Signature1));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("not JSON")]
    [InlineData("""{"signature":{"token":"a","token":"b"}}""")]
    public void What_is_no_JSON_object_cannot_be_read(string body) =>
        Assert.Equal(SignatureVerdict.Unreadable, Verify(body, "application/json"));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"signature":[]}""")]
    [InlineData("""{"signature":{"timestamp":{},"token":[],"signature":null}}""")]
    public void Without_a_signature_it_is_missing(string body) =>
        Assert.Equal(SignatureVerdict.Missing, Verify(body, "application/json; charset=utf-8"));

    [Fact]
    public void The_media_type_chooses_how_it_is_read_and_the_other_is_not_tried()
    {
        var form = $"timestamp={Timestamp1}&token={Token1}&signature={Signature1}";

        Assert.Equal(SignatureVerdict.Unreadable, Verify(form, "application/json"));
        Assert.Equal(SignatureVerdict.Valid, Verify(form, "Application/X-WWW-Form-URLEncoded; charset=utf-8"));
        Assert.Equal(SignatureVerdict.Missing, Verify(Json(Timestamp1, Token1, Signature1), "application/x-www-form-urlencoded"));
    }

    [Fact]
    public void Of_several_fields_of_a_form_the_last_one_is_the_signatures()
    {
        var form = $"timestamp=1&token=x&signature=y&timestamp={Timestamp1}&token={Token1}&signature={Signature1}";

        Assert.Equal(SignatureVerdict.Valid, Verify(form, "application/x-www-form-urlencoded"));
        Assert.Equal(SignatureVerdict.Mismatch, Verify(form + "&token=x", "application/x-www-form-urlencoded"));
    }

    [Theory]
    [InlineData(86_400, SignatureVerdict.Valid)]
    [InlineData(86_401, SignatureVerdict.Stale)]
    [InlineData(-300, SignatureVerdict.Valid)]
    [InlineData(-301, SignatureVerdict.Stale)]
    public void A_repetition_of_hours_later_is_believed_and_one_of_days_later_is_not(int age, SignatureVerdict verdict) =>
        Assert.Equal(verdict, Verify(Timestamp1, Token1, Signature1, 1795229640 + age));

    [Fact]
    public void Either_of_two_keys_may_have_signed_and_none_is_not_any()
    {
        var body = Json(Timestamp1, Token1, Signature1);

        Assert.Equal(SignatureVerdict.Valid, Verify(body, "application/json", keys: ["the next one", Key]));
        Assert.Equal(SignatureVerdict.Mismatch, Verify(body, "application/json", keys: ["the next one"]));
        Assert.Equal(SignatureVerdict.Mismatch, Verify(body, "application/json", keys: []));
    }

    [Theory]
    [InlineData("00:00:00")]
    [InlineData("31.00:00:00")]
    public void A_largest_age_out_of_range_stops_the_start(string age) =>
        Assert.Contains("Providers:Mailgun:MaxAge", Configured.Refusal(("Providers:Mailgun:MaxAge", age)), StringComparison.Ordinal);

    static string Json(string timestamp, string token, string signature) =>
        $$$"""{"signature":{"timestamp":"{{{timestamp}}}","token":"{{{token}}}","signature":"{{{signature}}}"},"event-data":{}}""";

    static SignatureVerdict Verify(string timestamp, string token, string signature, long now = 1795229650) =>
        Verify(Json(timestamp, token, signature), "application/json", now);

    static SignatureVerdict VerifyForm(string timestamp, string token, string signature, long now = 1795229650) =>
        Verify($"event=delivered&timestamp={timestamp}&token={token}&signature={signature}", "application/x-www-form-urlencoded", now);

    static SignatureVerdict Verify(string body, string contentType, long now = 1795229650, string[]? keys = null) =>
        MailgunSignature.Verify(
            Requests.Post("https://h.example/webhooks/mailgun", contentType, Encoding.UTF8.GetBytes(body)) with
            { ReceivedAt = DateTimeOffset.FromUnixTimeSeconds(now) },
            [.. (keys ?? [Key]).Select(Encoding.UTF8.GetBytes)], TimeSpan.FromDays(1));
}
