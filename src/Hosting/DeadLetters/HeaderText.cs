using System.Collections;
using System.Globalization;
using System.Text;
using RabbitMQ.Client;

namespace Tracking.Hosting.DeadLetters;

/// <summary>A header's value as text, whatever AMQP made of it.</summary>
public static class HeaderText
{
    // What is deeper nobody reads, and to follow it would take more stack than there is.
    const int MaxDepth = 32;

    public static string Of(object? value) => Of(value, 0);

    static string Of(object? value, int depth) => value switch
    {
        null => "",
        string text => text,
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        bool truth => truth ? "true" : "false",
        AmqpTimestamp { UnixTime: >= 0 and < 253_402_300_800 } time => DateTimeOffset.FromUnixTimeSeconds(time.UnixTime).ToString("O", CultureInfo.InvariantCulture),
        AmqpTimestamp time => time.UnixTime.ToString(CultureInfo.InvariantCulture),
        IEnumerable when depth == MaxDepth => "…",
        IDictionary<string, object?> table => $"{{{string.Join(", ", table.Select(entry => $"{entry.Key}={Of(entry.Value, depth + 1)}"))}}}",
        IEnumerable list => $"[{string.Join(", ", list.Cast<object?>().Select(item => Of(item, depth + 1)))}]",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
