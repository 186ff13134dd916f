using System.Text.Json.Serialization;
using Tracking.Storage.Postgres;

namespace Tracking.Storage;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Announcement))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(LetterFilter))]
[JsonSerializable(typeof(Stamp[]))]
sealed partial class StorageJson : JsonSerializerContext;
