using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tracking.Dashboard.Deliveries;

/// <summary>Reads what changes something strictly: a misspelt or repeated member is an error, not a silent null.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, AllowDuplicateProperties = false, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(Assignment))]
sealed partial class AssignmentJson : JsonSerializerContext;
