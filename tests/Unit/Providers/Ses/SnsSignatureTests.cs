using Tracking.Providers;
using Tracking.Providers.Ses;
using Xunit;

namespace Tracking.Unit.Providers.Ses;

public sealed class SnsSignatureTests
{
    [Theory]
    [InlineData("N1")]
    [InlineData("N2")]
    [InlineData("N3")]
    [InlineData("N4")]
    public void The_vectors_verify(string name) =>
        Assert.Equal(SignatureVerdict.Valid, SnsSignature.Verify(SnsVectors.Of(name), SnsVectors.Certificate));

    [Theory]
    [InlineData("N1")]
    [InlineData("N2")]
    [InlineData("N3")]
    [InlineData("N4")]
    public void The_vectors_verify_from_json(string name)
    {
        var read = SnsEnvelope.TryRead(SnsSigner.Body(SnsVectors.Of(name)), out var problem);

        Assert.Null(problem);
        Assert.Equal(SnsVectors.Of(name), read);
    }

    public static TheoryData<string, SnsEnvelope> Altered() => new()
    {
        { "an empty subject", SnsVectors.N1 with { Subject = "" } },
        { "the text null as subject", SnsVectors.N1 with { Subject = "null" } },
        { "a missing subject", SnsVectors.N2 with { Subject = null } },
        { "the other version", SnsVectors.N2 with { SignatureVersion = "1" } },
        { "the other version", SnsVectors.N1 with { SignatureVersion = "2" } },
        { "a list of another type", SnsVectors.N3 with { Type = SnsEnvelope.Notification } },
        { "a type of the same list", SnsVectors.N3 with { Type = SnsEnvelope.UnsubscribeConfirmation } },
        { "another topic", SnsVectors.N1 with { TopicArn = "arn:aws:sns:eu-west-1:111122223334:ses-events" } },
        { "another topic", SnsVectors.N4 with { TopicArn = "arn:aws:sns:eu-west-1:111122223333:ses-eventt" } },
        { "another id", SnsVectors.N1 with { MessageId = SnsVectors.N2.MessageId } },
        { "another time", SnsVectors.N1 with { Timestamp = "2026-11-21T02:54:00.124Z" } },
        { "another message", SnsVectors.N1 with { Message = SnsVectors.N1.Message + " " } },
        { "other line breaks", SnsVectors.N2 with { Message = SnsVectors.N2.Message.Replace("\n", "\r\n", StringComparison.Ordinal) } },
        { "another token", SnsVectors.N3 with { Token = "2336412f37fb687f5d51e6e2425b" } },
        { "another url", SnsVectors.N3 with { SubscribeUrl = SnsVectors.N3.SubscribeUrl + "&a=b" } },
        { "a signature of another", SnsVectors.N1 with { Signature = SnsVectors.N2.Signature } },
        { "a short signature", SnsVectors.N1 with { Signature = "AAAA" } },
    };

    [Theory]
    [MemberData(nameof(Altered))]
    public void What_was_altered_is_refused(string what, SnsEnvelope envelope) =>
        Assert.True(SignatureVerdict.Mismatch == SnsSignature.Verify(envelope, SnsVectors.Certificate), what);

    [Theory]
    [InlineData(null, "1", SignatureVerdict.Missing)]
    [InlineData("", "1", SignatureVerdict.Missing)]
    [InlineData("%%%", "1", SignatureVerdict.Malformed)]
    [InlineData("AAAA", null, SignatureVerdict.Malformed)]
    [InlineData("AAAA", "", SignatureVerdict.Malformed)]
    [InlineData("AAAA", "0", SignatureVerdict.Malformed)]
    [InlineData("AAAA", "3", SignatureVerdict.Malformed)]
    [InlineData("AAAA", "1.0", SignatureVerdict.Malformed)]
    public void A_signature_that_cannot_be_right_is_told_apart_from_a_wrong_one(
        string? signature, string? version, SignatureVerdict verdict)
    {
        var envelope = SnsVectors.N1 with { Signature = signature, SignatureVersion = version };

        Assert.Equal(verdict, SnsSignature.Verify(envelope, SnsVectors.Certificate));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public void What_we_sign_verifies(string version)
    {
        var signed = SnsSigner.Sign(SnsSigner.Notification("{}") with { SignatureVersion = version });

        Assert.Equal(SignatureVerdict.Valid, SnsSignature.Verify(signed, SnsSigner.Certificate));
        Assert.Equal(SignatureVerdict.Mismatch, SnsSignature.Verify(signed, SnsVectors.Certificate));
    }
}
