using System.Text;
using Tracking.Unit.Hostile;

namespace Tracking.Integration.Fuzz;

/// <summary>What is written to a connection for one number of a run.</summary>
/// <param name="Endpoint">Of the genuine request that it was made from.</param>
/// <param name="Mutations">What was done to it; empty: nothing.</param>
sealed record HostileRequest(int Number, string Endpoint, bool OfDashboard, IReadOnlyList<string> Mutations, byte[] Bytes)
{
    public bool IsGenuine => Mutations.Count == 0;

    /// <summary>Whether it is genuine all the same, only put otherwise.</summary>
    public bool MustSucceed => IsGenuine || Mutations is [HostileRequests.InChunks or HostileRequests.InDribbles];

    /// <summary>Written in pieces, each in a packet of its own.</summary>
    public bool Dribbles { get; init; }

    /// <summary>The connection is reset once it is written: no answer can come.</summary>
    public bool Resets { get; init; }
}

/// <summary>
/// The hostile requests of a seed: genuine ones that were damaged, above all. Every 250th is left as it is, to show that the server
/// still serves.
/// </summary>
sealed class HostileRequests(int seed, Corpus corpus)
{
    public const string InChunks = "chunked", InDribbles = "dribble";

    const int GenuineEvery = 250;

    static readonly Mutation[] OnParts = [.. BodyMutations.All, .. HeadMutations.All];

    static readonly (string Name, Func<byte[], Dice, IReadOnlyList<Draft>, byte[]> Apply)[] OnBytes =
    [
        ("raw: bits flipped", (bytes, dice, _) => dice.FlipBits(bytes)),
        ("raw: cut", (bytes, dice, _) => dice.Cut(bytes)),
        ("raw: partly twice", (bytes, dice, _) => dice.Repeat(bytes)),
        ("raw: spliced", (bytes, dice, others) => dice.Splice(bytes, dice.Pick(others).ToBytes())),
        ("raw: line break or NUL", (bytes, dice, _) => dice.Insert(
            bytes, dice.Pick("\r\n"u8.ToArray(), "\r"u8.ToArray(), "\n"u8.ToArray(), "\0"u8.ToArray(), "\r\n\r\n"u8.ToArray(), "\r\n X"u8.ToArray()))),
        ("raw: bare line feeds", (bytes, _, _) =>
            Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(bytes).Replace("\r\n", "\n", StringComparison.Ordinal))),
        ("raw: random", (_, dice, _) => dice.Bytes(dice.Length(5_000))),
        ("raw: another protocol", (_, dice, _) => dice.Pick(
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0", "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003", "AMQP\0\0\u0009\u0001",
            "EHLO x\r\n", "\r\n\r\n\r\n", "GET /\r\n", "\0\0\0\u0008\u0004\u00d2\u0016\u002f") is var text ? Encoding.Latin1.GetBytes(text) : []),
        ("pipelined", (bytes, dice, others) =>
        {
            for (var i = dice.Pick(1, 2, 10); i > 0; i--)
                bytes = [.. bytes, .. dice.Pick(others).ToBytes()];
            return bytes;
        }),
    ];

    public HostileRequest this[int number]
    {
        get
        {
            var dice = new Dice(seed, number);
            if (number % GenuineEvery == 0)
                return Genuine(corpus.All[number / GenuineEvery % corpus.All.Count], number);
            var endpoint = dice.Pick(Endpoints);
            var source = dice.Pick(ByEndpoint[endpoint]);
            return dice.Below(100) switch
            {
                < 75 => DamagedParts(source, dice),
                < 92 => DamagedBytes(source, dice),
                < 97 => new(number, source.Endpoint, source.OfDashboard, [InDribbles], source.Draft.ToBytes()) { Dribbles = true },
                _ => new(number, source.Endpoint, source.OfDashboard, ["reset"], WithoutItsEnd(source.Draft.ToBytes(), dice)) { Resets = true },
            };
        }
    }

    public static HostileRequest Genuine(Genuine source, int number) =>
        new(number, source.Endpoint, source.OfDashboard, [], source.Draft.ToBytes());

    Draft[] Drafts { get; } = [.. corpus.All.Select(genuine => genuine.Draft)];

    // As often as they deserve it.
    string[] Endpoints { get; } =
        [.. corpus.All.DistinctBy(g => g.Endpoint).SelectMany(g => Enumerable.Repeat(g.Endpoint, g.IsOpenToAll ? 1 : 4))];

    Dictionary<string, Genuine[]> ByEndpoint { get; } =
        corpus.All.GroupBy(g => g.Endpoint).ToDictionary(g => g.Key, g => g.ToArray());

    static byte[] WithoutItsEnd(byte[] bytes, Dice dice) => bytes[..dice.Below(bytes.Length)];

    HostileRequest DamagedParts(Genuine source, Dice dice)
    {
        var draft = source.Draft.Copy();
        var names = new List<string>();
        for (var i = dice.Chance(75) ? 1 : dice.Below(3) + 2; i > 0; i--)
        {
            var mutation = dice.Pick(OnParts);
            names.Add(mutation.Name);
            mutation.Apply(draft, dice, Drafts);
        }

        return new(dice.Number, source.Endpoint, source.OfDashboard, names, draft.ToBytes());
    }

    HostileRequest DamagedBytes(Genuine source, Dice dice)
    {
        var (name, apply) = dice.Pick(OnBytes);
        return new(dice.Number, source.Endpoint, source.OfDashboard, [name], apply(source.Draft.ToBytes(), dice, Drafts));
    }
}
