using System.Text;
using System.Text.Json;
using Tracking.Unit.Hostile;

namespace Tracking.Integration.Fuzz;

/// <summary>An answer as it came over the wire, well-formed.</summary>
sealed record Answer(int Status, IReadOnlyList<(string Name, string Value)> Headers, byte[] Body, bool ToHead)
{
    /// <summary>What may not be read in an answer: names of our code or of what it stands on.</summary>
    static readonly string[] Internals = ["Exception", "   at ", "Tracking.", "Microsoft.", "System.", "Npgsql", "MassTransit", "/src/"];

    /// <summary>What the server itself says of a request that never became one: a status and nothing else.</summary>
    static readonly int[] OfTheServer = [400, 405, 408, 411, 413, 414, 431, 505];

    public string Text => Encoding.UTF8.GetString(Body);

    public string? Header(string name) =>
        Headers.FirstOrDefault(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    public bool Closes => Header("Connection")?.Contains("close", StringComparison.OrdinalIgnoreCase) == true;

    /// <returns>What is wrong with it, in a sentence; null for nothing.</returns>
    public string? Problem()
    {
        if (Status is >= 500 and not 505 and not 503)
            return $"{Status}";
        if (Status < 400)
            return null;
        if (Internals.FirstOrDefault(name => Text.Contains(name, StringComparison.Ordinal)) is { } inside)
            return $"{Status} tells of {inside}";
        if (Text.Contains(Dice.Echo, StringComparison.Ordinal) || Headers.Any(h => h.Value.Contains(Dice.Echo, StringComparison.Ordinal)))
            return $"{Status} repeats what was sent";
        if (Body.Length == 0 && (ToHead || OfTheServer.Contains(Status) && Closes))
            return null;
        return IsProblem() || IsPage() ? null : $"{Status} is no problem+json but {Header("Content-Type")}";
    }

    // To a person, who is told so in words.
    bool IsPage() => Header("Content-Type") is "text/html; charset=utf-8" && Text.StartsWith("<!doctype html>", StringComparison.OrdinalIgnoreCase);

    bool IsProblem()
    {
        if (Header("Content-Type") is not "application/problem+json")
            return false;
        try
        {
            using var document = JsonDocument.Parse(Body);
            return document.RootElement.GetProperty("status").GetInt32() == Status;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return false; // It was to be found out.
        }
    }
}
