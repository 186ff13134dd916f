using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tracking.Simulator.Comparison;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(TrackedDelivery))]
[JsonSerializable(typeof(TrackedPage<TrackedDelivery>))]
[JsonSerializable(typeof(TrackedPage<TrackedOrphan>))]
[JsonSerializable(typeof(TrackedPage<TrackedSuppression>))]
sealed partial class DashboardJson : JsonSerializerContext;
