using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tracking.Dashboard.Suppressions;

/// <summary>Strict: a misspelt <c>scope</c> must not become a suppression of everything, nor a misspelt <c>tenantId</c> one of somebody else.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, AllowDuplicateProperties = false, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(SuppressionRequest))]
[JsonSerializable(typeof(SuppressionCheck))]
sealed partial class SuppressionJson : JsonSerializerContext;
