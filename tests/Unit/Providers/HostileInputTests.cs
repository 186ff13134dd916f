using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Tracking.Contracts;
using Tracking.Deliveries;
using Tracking.Providers;
using Xunit;

namespace Tracking.Unit.Providers;

/// <summary>Whatever the bytes are, the answer is a value: nothing throws, and nothing forged is believed.</summary>
public sealed class HostileInputTests
{
    public static TheoryData<string> Providers() => [.. Fixture.Providers];

    [Theory]
    [MemberData(nameof(Providers))]
    public void Neither_verifying_nor_reading_throws_on_any_bytes(string providerName)
    {
        var provider = Fixture.Provider(providerName);
        var requests = Fixture.Of(providerName).Select(f => f.Request(provider.Route)).ToArray();
        var mutations =
            from request in Gen.Elements(requests)
            from body in Gen.OneOf(Mutated(request.Body.ToArray()), Bytes)
            from header in Gen.Elements<string?>(null, "", " ", "%%%", "AAAA", "é", new string('A', 10_000), "a,b")
            from keepsHeaders in Gen.Elements(true, false)
            from mutatedUrl in Mutated(Encoding.UTF8.GetBytes(request.Url)).Select(Encoding.UTF8.GetString)
            from url in Gen.Elements(request.Url, mutatedUrl, "", "?", "://", "https://[::1", "https://a@b@c:1:2/?bodySHA256=#", "\ud83d")
            select request with
            {
                Body = body,
                Url = url,
                Headers = keepsHeaders || header is null
                    ? request.Headers
                    : provider.Route.SignatureHeaders.ToDictionary(h => h, _ => header, StringComparer.OrdinalIgnoreCase),
            };

        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(1_000),
            Prop.ForAll(mutations.ToArbitrary(), request =>
            {
                var verified = provider.VerifyAsync(request, null, CancellationToken.None);
                var reading = provider.Read(request.Verified(provider));
                return verified.IsCompletedSuccessfully && reading.Events.All(IsStorable);
            }));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void Without_its_signature_nothing_is_believed(string providerName)
    {
        var provider = Fixture.Provider(providerName);
        var random = Bytes.Select(body => Requests.Post("https://h.example/webhooks/" + provider.Route.Path, null, body));

        Prop.ForAll(random.ToArbitrary(), request =>
            provider.VerifyAsync(request, null, CancellationToken.None).AsTask() is { IsCompletedSuccessfully: true } verified
            && verified.Result.Verdict is not (SignatureVerdict.Valid or SignatureVerdict.Undecided))
            .QuickCheckThrowOnFailure();
    }

    static readonly Gen<byte[]> Bytes = Gen.Choose(0, 255).Select(i => (byte)i).ArrayOf();

    // One to three places are overwritten, doubled or cut, mostly by what means something to a reader of forms or JSON.
    static Gen<byte[]> Mutated(byte[] body)
    {
        var pieces = Gen.OneOf(
            Bytes,
            Gen.Elements(
                "\"", "\\", "\\u0000", "\\ud83d", "{", "[", "]", "}", ",", ":", "null", "1e999", "&", "=", "%", "%00", "%FF",
                "\0", "\uFEFF", new string('[', 200), new string('9', 500)).Select(Encoding.UTF8.GetBytes));
        var one =
            from start in Gen.Choose(0, body.Length)
            from length in Gen.Choose(0, 8)
            from piece in pieces
            select (start, length, piece);
        return one.NonEmptyListOf().Select(edits => edits.Take(3).Aggregate(body, (bytes, edit) =>
        {
            var start = Math.Min(edit.start, bytes.Length);
            var end = Math.Min(start + edit.length, bytes.Length);
            return [.. bytes[..start], .. edit.piece, .. bytes[end..]];
        }));
    }

    static bool IsStorable(DeliveryEvent e) =>
        new[] { e.ProviderMessageId, e.Recipient, e.Reason, e.ErrorCode, e.ErrorMessage, e.Url, e.DeliveryId }.All(text =>
            text is null || StorableText.IsStorable(text) && text.Length <= MessageRules.MaxErrorLength);
}
