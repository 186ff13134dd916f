using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tracking.Dashboard.Erasures;

/// <summary>Strict: a misspelt <c>tenantId</c> must not become an erasure for all tenants.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, AllowDuplicateProperties = false, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(Erasure))]
sealed partial class ErasureJson : JsonSerializerContext;
