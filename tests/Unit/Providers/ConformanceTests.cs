using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Tracking.Deliveries;
using Tracking.Providers;
using Xunit;

namespace Tracking.Unit.Providers;

/// <summary>What holds for every provider, over its recorded requests. A new quirk is two new files.</summary>
public sealed class ConformanceTests
{
    /// <summary>Of a dead letter, which an operator is to understand: it names what is wrong, in words.</summary>
    public const string Sentence = @"^\S+( \S+){2,}$";

    public static TheoryData<string> Providers() => [.. Fixture.Providers];

    public static TheoryData<string, string> Fixtures() => Fixtures(_ => true);

    /// <summary>Those whose proof is a signature.</summary>
    public static TheoryData<string, string> SignedFixtures() => Fixtures(fixture => fixture.Expected.Secret is null);

    /// <summary>Those whose proof is a secret that travels with them.</summary>
    public static TheoryData<string, string> SecretFixtures() => Fixtures(fixture => fixture.Expected.Secret is not null);

    static TheoryData<string, string> Fixtures(Func<Fixture, bool> which)
    {
        var data = new TheoryData<string, string>();
        foreach (var provider in Fixture.Providers)
        {
            foreach (var fixture in Fixture.Of(provider).Where(which))
                data.Add(provider, fixture.Name);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public async Task A_recorded_request_verifies_and_says_what_it_is_known_to_say(string providerName, string name)
    {
        var provider = Fixture.Provider(providerName);
        var fixture = Fixture.Named(providerName, name);
        var request = fixture.Request(provider.Route);

        var verified = await provider.VerifyAsync(request, null, TestContext.Current.CancellationToken);
        var reading = provider.Read(request.Verified(provider));

        Assert.Equal(SignatureVerdict.Valid, verified.Verdict);
        Assert.Equal(CallbackAction.Publish, verified.Action);
        Assert.Equal(fixture.Expected.Events, reading.Events.Select(ExpectedEvent.Of));
        Assert.Equal(fixture.Expected.Unreadable, reading.Unreadable.Count);
        Assert.All(reading.Unreadable, part => Assert.Matches(Sentence, part.Reason));
        Assert.All(reading.Events, e => Assert.Equal(
            (providerName, EventSource.Callback, Requests.Now, false), (e.Provider, e.Source, e.ReceivedAt, e.Claims)));
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void A_recorded_request_fits_the_providers_route(string providerName, string name)
    {
        var route = Fixture.Provider(providerName).Route;

        var request = Fixture.Named(providerName, name).Request(route);

        Assert.EndsWith("/webhooks/" + route.Path, new Uri(request.Url).AbsolutePath, StringComparison.Ordinal);
        Assert.Contains(request.Method, route.Methods);
        Assert.True(request.Body.Length <= route.MaxBodyBytes);
        if (request.ContentType is { } contentType)
            Assert.Contains(contentType.Split(';')[0], route.MediaTypes);
        else
            Assert.True(route.AllowsMissingMediaType || request.Body.IsEmpty);
    }

    [Theory]
    [MemberData(nameof(SignedFixtures))]
    public async Task With_any_one_signed_byte_changed_it_is_refused(string providerName, string name)
    {
        var provider = Fixture.Provider(providerName);
        var fixture = Fixture.Named(providerName, name);
        var request = fixture.Request(provider.Route);
        var (start, length) = fixture.Signed(request);

        for (var i = start; i < start + length; i++)
        {
            var verified = await provider.VerifyAsync(
                fixture.Edited(request, bytes => bytes[i] ^= 1), null, TestContext.Current.CancellationToken);
            Assert.NotEqual(SignatureVerdict.Valid, verified.Verdict);
        }
    }

    [Theory]
    [MemberData(nameof(SignedFixtures))]
    public async Task Cut_short_it_is_refused_and_reading_it_throws_nothing(string providerName, string name)
    {
        var provider = Fixture.Provider(providerName);
        var fixture = Fixture.Named(providerName, name);
        var request = fixture.Request(provider.Route);
        var (start, length) = fixture.Signed(request);

        foreach (var kept in Enumerable.Range(0, 20).Select(i => (start + length) * i / 20))
        {
            var cut = fixture.Edited(request, bytes => bytes.RemoveRange(kept, bytes.Count - kept));
            var verified = await provider.VerifyAsync(cut, null, TestContext.Current.CancellationToken);
            Assert.NotEqual(SignatureVerdict.Valid, verified.Verdict);
            Assert.NotNull(provider.Read(cut.Verified(provider)));
        }
    }

    [Theory]
    [MemberData(nameof(SecretFixtures))]
    public async Task With_any_one_byte_of_its_secret_changed_or_without_it_it_is_refused(string providerName, string name)
    {
        var provider = Fixture.Provider(providerName);
        var fixture = Fixture.Named(providerName, name);
        var request = fixture.Request(provider.Route);
        var header = fixture.Expected.Secret!;
        var secret = request.Headers[header];

        var wrong =
            Enumerable.Range(0, secret.Length).Select(i => (string?)$"{secret[..i]}{(char)(secret[i] ^ 1)}{secret[(i + 1)..]}")
            .Concat(Enumerable.Range(0, secret.Length).Select(length => secret[..length]))
            .Append(secret + "A").Append(null);
        foreach (var value in wrong)
        {
            var verified = await provider.VerifyAsync(
                Fixture.WithHeader(request, header, value), null, TestContext.Current.CancellationToken);
            Assert.NotEqual(SignatureVerdict.Valid, verified.Verdict);
        }

        Assert.Single(request.Headers);
        Assert.Empty(request.Verified(provider).Headers);
    }

    /// <summary>Only what signs nothing at all may have a secret for its proof: else a signature would go untested.</summary>
    [Theory]
    [MemberData(nameof(SecretFixtures))]
    public async Task Whose_proof_is_a_secret_signs_nothing_and_reading_what_was_cut_short_throws_nothing(string providerName, string name)
    {
        var provider = Fixture.Provider(providerName);
        var request = Fixture.Named(providerName, name).Request(provider.Route);

        foreach (var kept in Enumerable.Range(0, 20).Select(i => request.Body.Length * i / 20))
        {
            var cut = request with { Body = request.Body[..kept], Url = "https://h.example/", Method = "PUT", ContentType = null };
            var verified = await provider.VerifyAsync(cut, null, TestContext.Current.CancellationToken);
            Assert.Equal(SignatureVerdict.Valid, verified.Verdict);
            Assert.Null(provider.Read(cut.Verified(provider)).Proof);
        }
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public async Task For_an_account_that_is_not_configured_it_is_refused(string providerName, string name)
    {
        var provider = Fixture.Provider(providerName);
        var request = Fixture.Named(providerName, name).Request(provider.Route);

        var verified = await provider.VerifyAsync(request, "nobody", TestContext.Current.CancellationToken);

        Assert.NotEqual(SignatureVerdict.Valid, verified.Verdict);
        Assert.False(provider.IsConfigured("nobody"));
        Assert.True(provider.IsConfigured(null));
    }

    [Theory]
    [MemberData(nameof(SignedFixtures))]
    public async Task Whatever_else_it_can_be_made_to_say_its_proof_is_of_a_single_use(string providerName, string name)
    {
        var provider = Fixture.Provider(providerName);
        var request = Fixture.Named(providerName, name).Request(provider.Route);
        var genuine = provider.Read(request.Verified(provider));

        // Bytes of the body and of the query, whether a signature covers them or not: up to 200 of each, evenly spread.
        var url = Encoding.UTF8.GetBytes(request.Url);
        var query = url.AsSpan().IndexOf((byte)'?');
        var edited =
            Spread(request.Body.Length).Select(i => request with { Body = Changed(request.Body.ToArray(), i) })
            .Concat(Spread(query < 0 ? 0 : url.Length - query)
                .Select(i => request with { Url = Encoding.UTF8.GetString(Changed([.. url], query + i)) }));
        foreach (var lie in edited)
        {
            var verified = await provider.VerifyAsync(lie, null, TestContext.Current.CancellationToken);
            if (verified.Verdict != SignatureVerdict.Valid)
                continue;
            var reading = provider.Read(lie.Verified(provider));
            if (reading.Events.SequenceEqual(genuine.Events) || reading.Events.Count == 0)
                continue;
            Assert.NotNull(genuine.Proof);
            Assert.Equal((genuine.Proof.Id, false), (reading.Proof!.Id, reading.Proof.IsProvenOtherwise));
            Assert.NotEqual(genuine.Proof.Statement, reading.Proof.Statement);
        }

        static IEnumerable<int> Spread(int length) => Enumerable.Range(0, Math.Min(length, 200)).Select(i => i * length / Math.Min(length, 200));

        static byte[] Changed(byte[] bytes, int index)
        {
            bytes[index] ^= 1;
            return bytes;
        }
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void A_repetition_says_the_same_whenever_and_wherever_it_is_received(string providerName, string name)
    {
        var provider = Fixture.Provider(providerName);
        var request = Fixture.Named(providerName, name).Request(provider.Route);

        var first = provider.Read(request.Verified(provider));
        var again = provider.Read((request with { ReceivedAt = request.ReceivedAt.AddHours(3) }).Verified(provider));

        Assert.Equal(first.Events.Select(ExpectedEvent.Of), again.Events.Select(ExpectedEvent.Of));
        Assert.Equal(first.Proof, again.Proof);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void An_unheard_of_status_is_unknown_and_changes_nothing(string providerName)
    {
        var provider = Fixture.Provider(providerName);

        var reading = provider.Read(Fixture.Named(providerName, "unheard-of").Request(provider.Route).Verified(provider));

        var e = Assert.Single(reading.Events);
        Assert.Equal(Evidence.Unknown, e.Evidence);
        Assert.NotNull(e.Reason);
        Assert.Equal(Fold([]), Fold([e]));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void Sent_twice_and_shuffled_it_ends_the_same(string providerName)
    {
        var provider = Fixture.Provider(providerName);
        var requests = Fixture.Of(providerName).Select(f => f.Request(provider.Route)).ToArray();
        var once = Events(requests);

        var histories = from twice in Gen.Shuffle(requests.Concat(requests).ToArray()) select twice;

        Assert.NotEmpty(once);
        Prop.ForAll(histories.ToArbitrary(), twice => Fold(Events(twice)) == Fold(once)).QuickCheckThrowOnFailure();

        DeliveryEvent[] Events(IEnumerable<CallbackRequest> callbacks) =>
            [.. callbacks.SelectMany(c => provider.Read(c.Verified(provider)).Events)];
    }

    static Delivery Fold(IEnumerable<DeliveryEvent> events) =>
        events.Aggregate(new Delivery { DeliveryId = "d" }, (delivery, e) => delivery.With(e));
}
