using System.Text.Json;
using System.Text.Json.Serialization;
using Tracking.Contracts;

namespace Tracking.Pipeline.Floors;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(CallbacksReceived))]
sealed partial class MessageJson : JsonSerializerContext;
