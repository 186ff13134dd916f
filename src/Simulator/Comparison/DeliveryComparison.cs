namespace Tracking.Simulator.Comparison;

/// <summary>Holds one delivery against what was expected of it.</summary>
static class DeliveryComparison
{
    /// <summary>How far the clock that notes arrivals may be from ours: the same machine, read a moment apart.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(250);

    public const string Nothing = "(none)";

    /// <summary>Every difference, in the order of the API's members; the timeline last, where it was told.</summary>
    public static IEnumerable<Difference> Compare(ExpectedDelivery expected, string scenario, TrackedDelivery? actual)
    {
        var id = expected.Earliest.DeliveryId;
        return actual is null
            ? [new Difference(id, scenario, "delivery", "known", "unknown")]
            : Fields(expected, actual)
                .Concat(actual.Events is null ? [] : Timeline(expected.Events, actual.Events))
                .Select(d => new Difference(id, scenario, d.Field, d.Expected, d.Actual));
    }

    static IEnumerable<(string Field, string Expected, string Actual)> Fields(ExpectedDelivery expected, TrackedDelivery actual)
    {
        var (low, high) = (expected.Earliest, expected.Latest);
        var description = low.Description;
        (string Field, string? Expected, string? Actual)[] texts =
        [
            ("deliveryId", low.DeliveryId, actual.DeliveryId),
            ("status", low.Status.Word(), actual.Status),
            ("reason", low.Reason, actual.Reason),
            ("error.code", low.Decisive.ErrorCode, actual.Error?.Code),
            ("providerMessageId", expected.ProviderMessageIds is [.., var latest] ? latest : null, actual.ProviderMessageId),
            ("providerMessageIds", string.Join(' ', expected.ProviderMessageIds), string.Join(' ', actual.ProviderMessageIds ?? [])),
            ("openCount", Number(low.Opens.Value), Number(actual.OpenCount)),
            ("machineOpenCount", Number(low.MachineOpens.Value), Number(actual.MachineOpenCount)),
            ("clickCount", Number(low.Clicks.Value), Number(actual.ClickCount)),
            ("notificationId", description[DescriptionField.NotificationId], actual.NotificationId),
            ("tenantId", description[DescriptionField.TenantId], actual.TenantId),
            ("channel", description[DescriptionField.Channel], actual.Channel),
            ("notificationType", description[DescriptionField.NotificationType], actual.NotificationType),
            ("category", description[DescriptionField.Category], actual.Category),
            ("templateId", description[DescriptionField.TemplateId], actual.TemplateId),
            ("notifiable.type", description[DescriptionField.NotifiableType], actual.Notifiable?.Type),
            ("notifiable.id", description[DescriptionField.NotifiableId], actual.Notifiable?.Id),
            ("recipient", Recipient.Normalize(description[DescriptionField.Recipient]), Recipient.Normalize(actual.Recipient)),
            ("provider", description[DescriptionField.Provider], actual.Provider),
            ("durationMs", description[DescriptionField.DurationMs], actual.DurationMs is { } ms ? Number(ms) : null),
            ("metadata", description[DescriptionField.Metadata], Description.MetadataText(actual.Metadata)),
        ];
        (string Field, DateTimeOffset? Low, DateTimeOffset? High, DateTimeOffset? Actual)[] times =
        [
            ("queuedAt", low.QueuedAt, high.QueuedAt, actual.QueuedAt),
            ("sentAt", low.SentAt, high.SentAt, actual.SentAt),
            ("deliveredAt", low.DeliveredAt, high.DeliveredAt, actual.DeliveredAt),
            ("failedAt", low.FailedAt, high.FailedAt, actual.FailedAt),
            ("bouncedAt", low.BouncedAt, high.BouncedAt, actual.BouncedAt),
            ("complainedAt", low.ComplainedAt, high.ComplainedAt, actual.ComplainedAt),
            ("openedAt", low.OpenedAt, high.OpenedAt, actual.OpenedAt),
            ("clickedAt", low.ClickedAt, high.ClickedAt, actual.ClickedAt),
            ("readAt", low.ReadAt, high.ReadAt, actual.ReadAt),
            ("unsubscribedAt", low.UnsubscribedAt, high.UnsubscribedAt, actual.UnsubscribedAt),
        ];
        return texts.Where(t => t.Expected != t.Actual).Select(t => (t.Field, t.Expected ?? Nothing, t.Actual ?? Nothing))
            .Concat(times.Where(t => !IsWithin(t.Low, t.High, t.Actual)).Select(t => (t.Field, Span(t.Low, t.High), Time(t.Actual))));
    }

    // Events have no common id on both sides, for expected ones are not fingerprints. So they are paired by what they say and when: in
    // the order of time, each actual event answers to that expected one which can wait the least. No other pairing pairs more.
    static IEnumerable<(string Field, string Expected, string Actual)> Timeline(
        IReadOnlyList<ExpectedEvent> expected, IReadOnlyList<TrackedEvent> actual)
    {
        var wanted = expected.OrderBy(e => e.LatestAt).ToList();
        foreach (var told in actual.OrderBy(e => e.OccurredAt))
        {
            var answered = wanted.FindIndex(e =>
                Says(e.Event) == Says(told) && IsWithin(e.EarliestAt, e.LatestAt, told.OccurredAt));
            if (answered >= 0)
                wanted.RemoveAt(answered);
            else
                yield return ("events", Nothing, $"{Says(told)} at {Time(told.OccurredAt)}");
        }

        foreach (var missing in wanted)
            yield return ("events", $"{Says(missing.Event)} at {Span(missing.EarliestAt, missing.LatestAt)}", Nothing);
    }

    static string Says(DeliveryEvent e) => Says(e.Evidence.Word(), e.Source, e.ProviderMessageId, e.Ambiguous, e.Url);

    static string Says(TrackedEvent e) => Says(e.Evidence, e.Source, e.ProviderMessageId, e.Ambiguous, e.Url);

    static string Says(string evidence, string? source, string? messageId, bool ambiguous, string? url) =>
        $"{evidence}{(ambiguous ? " (ambiguous)" : "")} by {source} under {messageId ?? "no id"}{(url is null ? "" : " to " + url)}";

    // What was stated is kept to the microsecond; only an arrival has room.
    public static bool IsWithin(DateTimeOffset? low, DateTimeOffset? high, DateTimeOffset? actual) =>
        low is null || actual is null || high is null ? low == actual
        : low == high ? actual == low
        : actual >= low - Tolerance && actual <= high + Tolerance;

    static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Span(DateTimeOffset? low, DateTimeOffset? high) =>
        low == high ? Time(low) : $"{Time(low)} to {Time(high)}";

    public static string Time(DateTimeOffset? value) =>
        value?.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture) ?? Nothing;
}
