using System.Text.Json;
using System.Text.Json.Serialization;
using Tracking.Contracts;

namespace Tracking.Ingress.Spool;

/// <summary>A callback as it travels.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(RawCallback))]
sealed partial class SpoolJson : JsonSerializerContext;
