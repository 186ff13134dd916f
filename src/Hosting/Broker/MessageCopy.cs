using System.Collections;
using System.Text;
using RabbitMQ.Client;
using Tracking.Hosting.DeadLetters;

namespace Tracking.Hosting.Broker;

/// <summary>How a message is published again under its own name, by us and not by whoever published it first.</summary>
public static class MessageCopy
{
    /// <summary>
    /// RabbitMQ closes the connection, with every message that it holds, over headers that do not fit a frame of 128 KiB. What is left of
    /// it is for the properties and for what the broker adds.
    /// </summary>
    const int MaxHeaderBytes = 100 * 1_024;

    /// <summary>The message's own properties, persistent, with other headers.</summary>
    public static BasicProperties PropertiesOf(IReadOnlyBasicProperties original, Dictionary<string, object?> headers)
    {
        Fit(headers);
        var copy = new BasicProperties(original) { Persistent = true, Headers = headers };

        // A copy must not vanish, and the broker refuses one in another user's name.
        copy.ClearExpiration();
        copy.ClearUserId();
        return copy;
    }

    /// <summary>The message's own headers, without those that are about the journey that it has just made.</summary>
    public static Dictionary<string, object?> HeadersOf(IEnumerable<KeyValuePair<string, object?>>? original) =>
        (original ?? []).Where(header => !DeadLetterHeaders.IsOfTheTransport(header.Key)).ToDictionary(header => header.Key, header => header.Value);

    /// <summary>Leaves the largest behind, its own before those about the failure, until a frame can hold the rest.</summary>
    static void Fit(Dictionary<string, object?> headers)
    {
        var total = headers.Sum(SizeOf);
        if (total <= MaxHeaderBytes)
            return;
        var leftBehind = new List<string>();
        foreach (var header in headers.OrderBy(header => DeadLetterHeaders.IsAboutTheFailure(header.Key)).ThenByDescending(SizeOf).ToArray())
        {
            headers.Remove(header.Key);
            leftBehind.Add(header.Key);
            total -= SizeOf(header);
            if (total <= MaxHeaderBytes)
                break;
        }

        var names = string.Join(" ", leftBehind);
        headers[DeadLetterHeaders.LeftBehind] = names.Length <= 1_000 ? names : names[..1_000];
    }

    static int SizeOf(KeyValuePair<string, object?> header) => 2 + Encoding.UTF8.GetByteCount(header.Key) + SizeOf(header.Value);

    static int SizeOf(object? value) => value switch
    {
        string text => 4 + Encoding.UTF8.GetByteCount(text),
        byte[] bytes => 4 + bytes.Length,
        IDictionary<string, object?> table => 4 + table.Sum(SizeOf),
        IEnumerable list => 4 + list.Cast<object?>().Sum(item => 1 + SizeOf(item)),
        _ => 9,
    };
}
