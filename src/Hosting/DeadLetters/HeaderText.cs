using System.Collections;
using System.Globalization;
using System.Text;
using RabbitMQ.Client;

namespace Tracking.Hosting.DeadLetters;

/// <summary>A header's value as text, whatever AMQP made of it.</summary>
public static class HeaderText
{
    public static string Of(object? value) => value switch
    {
        null => "",
        string text => text,
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        bool truth => truth ? "true" : "false",
        AmqpTimestamp { UnixTime: >= 0 and < 253_402_300_800 } time => DateTimeOffset.FromUnixTimeSeconds(time.UnixTime).ToString("O", CultureInfo.InvariantCulture),
        AmqpTimestamp time => time.UnixTime.ToString(CultureInfo.InvariantCulture),
        IDictionary<string, object?> table => $"{{{string.Join(", ", table.Select(entry => $"{entry.Key}={Of(entry.Value)}"))}}}",
        IEnumerable list => $"[{string.Join(", ", list.Cast<object?>().Select(Of))}]",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
