using System.Text.Json;
using System.Text.Json.Serialization;
using Tracking.Contracts;

namespace Tracking.Worker.Callbacks;

/// <summary>The plain form of the contract, as it travels.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(CallbacksReceived))]
sealed partial class CallbacksJson : JsonSerializerContext;
