using System.Buffers;
using System.Collections;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using RabbitMQ.Client;

namespace Tracking.Hosting.DeadLetters;

/// <summary>
/// Headers as JSON, from which the same headers can be made again. Text, numbers, truth and lists are what they are in JSON; the rest is an
/// object of one member that says what it is: <c>$table</c>, <c>$bytes</c> in base64, <c>$time</c> in seconds.
/// </summary>
public static class HeaderJson
{
    const string Table = "$table", Bytes = "$bytes", Time = "$time";

    // What a broker takes is far flatter; what is deeper is written as text.
    const int MaxDepth = 32;

    public static string Write(IEnumerable<KeyValuePair<string, object?>> headers)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            WriteTable(writer, headers, 0);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The headers again. A text that is none of ours reads as none.</summary>
    public static Dictionary<string, object?> Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 4 * MaxDepth });
            return document.RootElement.ValueKind == JsonValueKind.Object ? ReadTable(document.RootElement) : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    static void WriteTable(Utf8JsonWriter writer, IEnumerable<KeyValuePair<string, object?>> table, int depth)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in table)
        {
            writer.WritePropertyName(Encoding.UTF8.GetBytes(name));
            Write(writer, value, depth);
        }

        writer.WriteEndObject();
    }

    static void Write(Utf8JsonWriter writer, object? value, int depth)
    {
        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case string text: writer.WriteStringValue(Encoding.UTF8.GetBytes(text)); break;
            case byte[] bytes when Utf8.IsValid(bytes): writer.WriteStringValue(bytes); break;
            case byte[] bytes: WriteAs(writer, Bytes, () => writer.WriteBase64StringValue(bytes)); break;
            case bool truth: writer.WriteBooleanValue(truth); break;
            case sbyte or byte or short or ushort or int or uint or long: writer.WriteNumberValue(Convert.ToInt64(value, null)); break;
            case double number when double.IsFinite(number): writer.WriteNumberValue(number); break;
            case AmqpTimestamp time: WriteAs(writer, Time, () => writer.WriteNumberValue(time.UnixTime)); break;
            case IDictionary<string, object?> table when depth < MaxDepth:
                WriteAs(writer, Table, () => WriteTable(writer, table, depth + 1));
                break;
            case IEnumerable list when depth < MaxDepth && value is not IDictionary:
                writer.WriteStartArray();
                foreach (var item in list)
                    Write(writer, item, depth + 1);
                writer.WriteEndArray();
                break;
            default: writer.WriteStringValue(HeaderText.Of(value)); break;
        }
    }

    static void WriteAs(Utf8JsonWriter writer, string kind, Action write)
    {
        writer.WriteStartObject();
        writer.WritePropertyName(kind);
        write();
        writer.WriteEndObject();
    }

    static Dictionary<string, object?> ReadTable(JsonElement table)
    {
        var headers = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var member in table.EnumerateObject())
            headers[member.Name] = Read(member.Value);
        return headers;
    }

    static object? Read(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => value.TryGetInt64(out var whole) ? (object)whole : value.GetDouble(),
        JsonValueKind.Array => value.EnumerateArray().Select(Read).ToList(),
        JsonValueKind.Object => ReadKind(value),
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        var kind => throw new System.Diagnostics.UnreachableException($"JSON {kind}"),
    };

    static object? ReadKind(JsonElement value)
    {
        var member = value.EnumerateObject().FirstOrDefault();
        return member.Name switch
        {
            Table when member.Value.ValueKind == JsonValueKind.Object => ReadTable(member.Value),
            Bytes when member.Value.TryGetBytesFromBase64(out var bytes) => bytes,
            Time when member.Value.TryGetInt64(out var time) => new AmqpTimestamp(time),
            _ => null,
        };
    }
}
