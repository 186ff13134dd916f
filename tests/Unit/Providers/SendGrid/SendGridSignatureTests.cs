using System.Security.Cryptography;
using System.Text;
using Tracking.Providers;
using Tracking.Providers.SendGrid;
using Xunit;

namespace Tracking.Unit.Providers.SendGrid;

public sealed class SendGridSignatureTests
{
    const string PublicKey =
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEit3Gb1ZlFgPBayLPdfQ0OcakmGBFtaPIUBrkLw7zkW61YVOB07wXgT7sYxyJ3ie6vzYidnr3snlLEoF9nbE16A==";

    const string Time1 = "1795229645", Time2 = "1795229705", Time3 = "1795229999";

    const string Body1 =
        """[{"email":"ana@example.org","event":"delivered","sg_event_id":"ZGVsaXZlcmVkLTAtNDIx","sg_message_id":"k7Qw2Xb1TnuVh0Zr3cYd5A.recvd-5f6c9d-abcde-1-6740A1B2-2A.0","smtp-id":"<k7Qw2Xb1TnuVh0Zr3cYd5A@geopod-ismtpd-4>","timestamp":1795229640,"response":"250 2.0.0 OK"}]"""
        + "\r\n";

    const string Body2 =
        """[{"email":"ana@example.org","event":"bounce","type":"bounce","sg_event_id":"Ym91bmNlLTAtNDIy","timestamp":1795229700,"status":"5.1.1","reason":"550 5.1.1 unknown — café"},"""
        + "\r\n"
        + """{"email":"bo@example.org","event":"open","sg_event_id":"b3Blbi0w","sg_machine_open":true,"timestamp":1795229701}]"""
        + "\r\n";

    const string Body3 = "[]";
    const string G1 = "MEYCIQD6W7xL7Lsy3uiidNBsda/D5TxLMRCep3EFkkitl9RAGwIhAK3Jx2eJJen036bFuuycphc3ZqVSZmeAg+Mx/Hr2TNyU";
    const string G2 = "MEQCIGF/BeIx8RpL/vEAv9rQyDfxyaibvKeWFGAsn+FiMh2EAiAoxJiCv43GC2phN5dNp28nU2NmdsOe8Gn+4aLGIvP7QA==";
    const string G3 = "MEUCIGNpgV+16oh5Rgc/URXHJs4nxhLcVWuQlmetknLokdrRAiEAmziVYpw0Nm6tyPAfqeg70Wicei4jUXP18CZLO5sbrww=";

    [Theory]
    [InlineData(Time1, Body1, G1)]
    [InlineData(Time2, Body2, G2)]
    [InlineData(Time3, Body3, G3)]
    public void The_vectors_verify(string timestamp, string body, string signature) =>
        Assert.Equal(SignatureVerdict.Valid, Verify(signature, timestamp, body));

    [Fact]
    public void What_was_signed_otherwise_is_refused()
    {
        Assert.Equal(SignatureVerdict.Mismatch, Verify(G1, Time1, Body1.TrimEnd()));
        Assert.Equal(SignatureVerdict.Mismatch, Verify(G1, Time2, Body1));
        Assert.Equal(SignatureVerdict.Mismatch, Verify(G1, Time1, Body3));
        Assert.Equal(SignatureVerdict.Mismatch, Verify(G2, Time2, Body2.Replace("é", "e\u0301", StringComparison.Ordinal)));
        Assert.Equal(SignatureVerdict.Mismatch, Verify(G2, Time2, "\uFEFF" + Body2));
        Assert.Equal(SignatureVerdict.Mismatch, Verify(G3, Time3, "[ ]"));
        // The border between timestamp and body is not signed, but a timestamp of one digit less is no longer one of today.
        Assert.Equal(SignatureVerdict.Stale, Verify(G3, Time3[..^1], Time3[^1] + Body3));
    }

    [Fact]
    public void What_is_signed_verifies_and_neither_side_takes_the_other_form()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var ours = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
        var fixedField = Convert.ToBase64String(key.SignData(Encoding.UTF8.GetBytes(Time1 + Body1), HashAlgorithmName.SHA256));

        // Numbers of every length that chance brings, the shorter ones among them.
        for (var i = 0; i < 300; i++)
        {
            var body = Body1 + i;
            Assert.Equal(SignatureVerdict.Valid, Verify(SendGridSignature.Sign(Time1, Encoding.UTF8.GetBytes(body), key), Time1, body, keys: [ours]));
        }

        Assert.Equal(SignatureVerdict.Malformed, Verify(fixedField, Time1, Body1, keys: [ours]));
    }

    /// <summary>Whoever knows one valid signature can make this one. It must not identify anything.</summary>
    [Fact]
    public void The_other_signature_of_the_same_verifies_too()
    {
        var order = Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");
        var der = Convert.FromBase64String(G1);
        var s = new System.Numerics.BigInteger(der.AsSpan(^32), isUnsigned: true, isBigEndian: true);
        var other = (new System.Numerics.BigInteger(order, isUnsigned: true, isBigEndian: true) - s).ToByteArray(isBigEndian: true);
        byte[] numbers = [.. der.AsSpan(2, 35), 0x02, (byte)other.Length, .. other];

        Assert.Equal(SignatureVerdict.Valid, Verify(Der(numbers), Time1, Body1));
    }

    [Theory]
    [InlineData(null, Time1, SignatureVerdict.Missing)]
    [InlineData("", Time1, SignatureVerdict.Missing)]
    [InlineData(G1, null, SignatureVerdict.Missing)]
    [InlineData(G1, "", SignatureVerdict.Missing)]
    [InlineData("%%%", Time1, SignatureVerdict.Malformed)]
    [InlineData("AAAA", Time1, SignatureVerdict.Malformed)]
    [InlineData(G1 + "AAAA", Time1, SignatureVerdict.Malformed)]
    [InlineData(G1 + G1, Time1, SignatureVerdict.Malformed)]
    [InlineData(G1 + "," + G1, Time1, SignatureVerdict.Malformed)]
    [InlineData(G1, "-1", SignatureVerdict.Malformed)]
    [InlineData(G1, " 1795229645", SignatureVerdict.Malformed)]
    [InlineData(G1, "1795229645,1795229645", SignatureVerdict.Malformed)]
    [InlineData(G1, "2026-11-21T03:00:00Z", SignatureVerdict.Malformed)]
    [InlineData(G1, "99999999999999999999", SignatureVerdict.Malformed)]
    public void A_signature_that_cannot_be_right_is_told_apart_from_a_wrong_one(string? signature, string? timestamp, SignatureVerdict verdict) =>
        Assert.Equal(verdict, Verify(signature, timestamp, Body1));

    public static TheoryData<string, byte[]> Numbers() => new()
    {
        { "none", [] },
        { "one", [0x02, 0x01, 0x01] },
        { "three", [0x02, 0x01, 0x01, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01] },
        { "another type", [0x04, 0x01, 0x01, 0x02, 0x01, 0x01] },
        { "no digits", [0x02, 0x00, 0x02, 0x01, 0x01] },
        { "negative", [0x02, 0x01, 0x80, 0x02, 0x01, 0x01] },
        { "longer than it needs", [0x02, 0x02, 0x00, 0x01, 0x02, 0x01, 0x01] },
        { "longer than there is", [0x02, 0x01, 0x01, 0x02, 0x09, 0x01] },
        { "33 bytes", [0x02, 0x21, 0x01, .. new byte[32], 0x02, 0x01, 0x01] },
        { "a length of a length", [0x02, 0x81, 0x01, 0x01, 0x02, 0x01, 0x01] },
    };

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Only_two_numbers_in_their_shortest_form_are_a_signature(string what, byte[] numbers)
    {
        Assert.NotEmpty(what);
        Assert.Equal(SignatureVerdict.Malformed, Verify(Der(numbers), Time1, Body1));
    }

    [Theory]
    [InlineData("00", "00")]
    [InlineData("00", "01")]
    [InlineData("01", "00")]
    [InlineData("00FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", "01")]
    [InlineData("00FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", "00FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF")]
    public void Numbers_outside_the_curve_sign_nothing(string r, string s)
    {
        var (first, second) = (Convert.FromHexString(r), Convert.FromHexString(s));

        Assert.Equal(
            SignatureVerdict.Mismatch,
            Verify(Der([0x02, (byte)first.Length, .. first, 0x02, (byte)second.Length, .. second]), Time1, Body1));
    }

    [Theory]
    [InlineData(0, SignatureVerdict.Valid)]
    [InlineData(86_400, SignatureVerdict.Valid)]
    [InlineData(86_401, SignatureVerdict.Stale)]
    [InlineData(-300, SignatureVerdict.Valid)]
    [InlineData(-301, SignatureVerdict.Stale)]
    public void A_repetition_of_hours_later_is_believed_and_one_of_days_later_is_not(int age, SignatureVerdict verdict) =>
        Assert.Equal(verdict, Verify(G1, Time1, Body1, age));

    [Fact]
    public void Any_of_several_keys_may_have_signed_and_none_is_not_any()
    {
        using var next = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var other = Convert.ToBase64String(next.ExportSubjectPublicKeyInfo());

        Assert.Equal(SignatureVerdict.Valid, Verify(G1, Time1, Body1, keys: [other, PublicKey]));
        Assert.Equal(SignatureVerdict.Mismatch, Verify(G1, Time1, Body1, keys: [other]));
        Assert.Equal(SignatureVerdict.Mismatch, Verify(G1, Time1, Body1, keys: []));
    }

    [Fact]
    public void One_key_serves_many_threads_at_once()
    {
        SendGridKey[] keys = [SendGridKey.Parse(PublicKey)];
        var verdicts = new SignatureVerdict[2_000];

        Parallel.For(0, verdicts.Length, new ParallelOptions { MaxDegreeOfParallelism = 16 }, i => verdicts[i] = i % 2 == 0
            ? SendGridSignature.Verify(Request(G1, Time1, Body1), keys, TimeSpan.FromDays(1))
            : SendGridSignature.Verify(Request(G1, Time1, Body3), keys, TimeSpan.FromDays(1)));

        Assert.All(verdicts.Index(), v => Assert.Equal(v.Index % 2 == 0 ? SignatureVerdict.Valid : SignatureVerdict.Mismatch, v.Item));
    }

    static string Der(byte[] numbers) => Convert.ToBase64String([0x30, (byte)numbers.Length, .. numbers]);

    static SignatureVerdict Verify(string? signature, string? timestamp, string body, int age = 10, string[]? keys = null) =>
        SendGridSignature.Verify(
            Request(signature, timestamp, body, age), [.. (keys ?? [PublicKey]).Select(SendGridKey.Parse)], TimeSpan.FromDays(1));

    static CallbackRequest Request(string? signature, string? timestamp, string body, int age = 10)
    {
        (string Name, string? Value)[] headers =
            [("X-Twilio-Email-Event-Webhook-Signature", signature), ("X-Twilio-Email-Event-Webhook-Timestamp", timestamp)];
        var signedAt = timestamp is Time2 or Time3 ? SignedTime.Parse(timestamp) : SignedTime.Parse(Time1);
        return Requests.Post(
            SendGridRequests.Url, "application/json", Encoding.UTF8.GetBytes(body),
            [.. headers.Where(h => h.Value is not null).Select(h => (h.Name, h.Value!))]) with
        { ReceivedAt = signedAt!.Value.AddSeconds(age) };
    }
}
