using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Tracking.Dashboard.Analytics;
using Tracking.Dashboard.DeadLetters;
using Tracking.Dashboard.Deliveries;
using Tracking.Dashboard.Erasures;
using Tracking.Dashboard.Queries;
using Tracking.Dashboard.Queues;
using Tracking.Dashboard.Suppressions;
using Tracking.Storage;

namespace Tracking.Dashboard;

/// <summary>Everything that the API answers. Camel case; what is absent is written as null.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Page<DeliveryView>))]
[JsonSerializable(typeof(DeliveryView))]
[JsonSerializable(typeof(Page<OrphanView>))]
[JsonSerializable(typeof(Page<AlertView>))]
[JsonSerializable(typeof(Page<AuditEntry>))]
[JsonSerializable(typeof(DeliveryWithTimeline))]
[JsonSerializable(typeof(Assignment))]
[JsonSerializable(typeof(KeptCallback))]
[JsonSerializable(typeof(Erasure))]
[JsonSerializable(typeof(ErasureAnswer))]
[JsonSerializable(typeof(Page<SuppressionView>))]
[JsonSerializable(typeof(SuppressionRequest))]
[JsonSerializable(typeof(SuppressionCheck))]
[JsonSerializable(typeof(SuppressionVerdicts))]
[JsonSerializable(typeof(DeadLetterGroups))]
[JsonSerializable(typeof(Page<LetterView>))]
[JsonSerializable(typeof(LetterDetail))]
[JsonSerializable(typeof(LetterRepair))]
[JsonSerializable(typeof(Page<LetterJob>))]
[JsonSerializable(typeof(LetterJobRequest))]
[JsonSerializable(typeof(AnalyticsReport))]
[JsonSerializable(typeof(QueueAnswer))]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(HttpValidationProblemDetails))]
sealed partial class DashboardJson : JsonSerializerContext;
