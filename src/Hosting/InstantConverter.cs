using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tracking.Hosting;

/// <summary>
/// Reads instants as the contract has them, with <c>Z</c> or an offset. System.Text.Json would take a time without either for the local
/// time of this machine, and one message would mean another instant on another machine.
/// </summary>
public sealed class InstantConverter : JsonConverter<DateTimeOffset>
{
    /// <exception cref="InstantFormatException">It is no such text.</exception>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
        // Whether there was an offset is told by the kind alone: with Z it is UTC, with another offset local, without one unspecified.
        && reader.TryGetDateTime(out var time) && time.Kind != DateTimeKind.Unspecified
        && reader.TryGetDateTimeOffset(out var instant)
            ? instant
            : throw new InstantFormatException();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);
}
