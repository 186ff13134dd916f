using System.Text.Json;

namespace Tracking.Providers;

/// <summary>A batch in JSON, taken apart without being read: what is wrong within one part is that part's affair alone.</summary>
static class JsonParts
{
    // Nesting costs a bit a level here, and the body's length bounds it. Whoever reads a part has a limit of his own.
    static readonly JsonReaderOptions Options = new() { MaxDepth = int.MaxValue };

    /// <returns>The elements in their order, each as its own text; null where the whole is no JSON array.</returns>
    public static IReadOnlyList<ReadOnlyMemory<byte>>? TrySplit(ReadOnlyMemory<byte> json)
    {
        var parts = new List<ReadOnlyMemory<byte>>();
        var reader = new Utf8JsonReader(json.Span, Options);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
                return null;
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                parts.Add(json[start..(int)reader.BytesConsumed]);
            }

            // Throws for whatever comes behind the array.
            reader.Read();
        }
        catch (JsonException) // The reader has no other way to say that it is no JSON.
        {
            return null;
        }

        return parts;
    }
}
