using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Tracking.Simulator.Players;

/// <summary>Messages as a producer in any language writes them: plain JSON, camelCase, absent members left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NotificationQueued))]
[JsonSerializable(typeof(NotificationSent))]
[JsonSerializable(typeof(NotificationFailed))]
[JsonSerializable(typeof(ProviderMessageAssigned))]
[JsonSerializable(typeof(ReceiptReported))]
sealed partial class ProducerJson : JsonSerializerContext
{
    /// <summary>The message alone, as it goes to its exchange.</summary>
    public static byte[] Write(object message) => JsonSerializer.SerializeToUtf8Bytes(message, TypeInfo(message));

    /// <summary>An array as <c>POST /v1/events</c> takes it: each message with its type among its members.</summary>
    public static byte[] WriteArray(IReadOnlyList<object> messages)
    {
        using var buffer = new MemoryStream(messages.Count * 512);
        buffer.WriteByte((byte)'[');
        for (var i = 0; i < messages.Count; i++)
        {
            if (i > 0)
                buffer.WriteByte((byte)',');
            // A type's name is plain ASCII, and no message is empty: after its brace comes a member.
            foreach (var c in $$"""{"type":"{{messages[i].GetType().Name}}",""")
                buffer.WriteByte((byte)c);
            buffer.Write(Write(messages[i]).AsSpan(1));
        }

        buffer.WriteByte((byte)']');
        return buffer.ToArray();
    }

    static JsonTypeInfo TypeInfo(object message) =>
        Default.GetTypeInfo(message.GetType()) ?? throw new ArgumentException($"{message.GetType()} is no producer's message");
}
