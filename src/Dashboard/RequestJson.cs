using System.Text.Json;
using System.Text.Json.Serialization;
using Tracking.Dashboard.DeadLetters;
using Tracking.Dashboard.Deliveries;
using Tracking.Dashboard.Erasures;
using Tracking.Dashboard.Suppressions;

namespace Tracking.Dashboard;

/// <summary>
/// Reads what changes something, or decides something, strictly: a misspelt or repeated member is an error, not a silent null. A misspelt
/// <c>tenantId</c> must not become an erasure for all tenants, nor a misspelt <c>scope</c> a suppression of everything.
/// </summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, AllowDuplicateProperties = false, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(Assignment))]
[JsonSerializable(typeof(Erasure))]
[JsonSerializable(typeof(LetterRepair))]
[JsonSerializable(typeof(LetterJobRequest))]
[JsonSerializable(typeof(SuppressionRequest))]
[JsonSerializable(typeof(SuppressionCheck))]
sealed partial class RequestJson : JsonSerializerContext;
