namespace Tracking.Integration.EndToEnd.Announcements;

/// <summary>
/// Holds what was announced against what changed: each change at least once, nothing that never happened, and each repeat the same
/// message again.
/// </summary>
static class StatusChangeCheck
{
    /// <param name="mayRepeat">Whether anything went wrong that explains a repeat. Where nothing did, each is announced exactly once.</param>
    public static AnnouncementVerdict Compare(
        IReadOnlyCollection<StatusChange> announced, IEnumerable<LastChange> deliveries, bool mayRepeat)
    {
        var problems = new List<string>();
        var of = announced.ToLookup(change => change.DeliveryId, StringComparer.Ordinal);
        var known = new HashSet<string>(StringComparer.Ordinal);
        var changes = 0;
        foreach (var delivery in deliveries)
        {
            known.Add(delivery.DeliveryId);
            changes += delivery.Version;
            problems.AddRange(Problems([.. of[delivery.DeliveryId]], delivery, mayRepeat).Select(p => $"{delivery.DeliveryId}: {p}"));
        }

        problems.AddRange(of.Where(group => !known.Contains(group.Key)).Select(group => $"{group.Key}: announced, and not known"));
        problems.AddRange(
            from change in announced
            group change by change.MessageId into same
            where same.Key is null || same.Select(change => (change.DeliveryId, change.Version)).Distinct().Skip(1).Any()
            select same.Key is null ? $"{same.Count()} without a message id" : $"message id {same.Key} stands for several changes");
        var distinct = announced.Select(change => (change.DeliveryId, change.Version)).Distinct().Count();
        return new AnnouncementVerdict(problems, changes, distinct, announced.Count - distinct);
    }

    static IEnumerable<string> Problems(StatusChange[] announced, LastChange delivery, bool mayRepeat)
    {
        var steps = announced.GroupBy(change => change.Version).OrderBy(step => step.Key).ToArray();
        var missing = Enumerable.Range(1, delivery.Version).Except(steps.Select(step => step.Key)).ToArray();
        if (missing.Length > 0)
            yield return $"of {delivery.Version} changes never announced: {string.Join(", ", missing)}";
        foreach (var step in steps)
        {
            if (step.Key < 1 || step.Key > delivery.Version)
                yield return $"change {step.Key} was announced, and there were {delivery.Version}";
            if (step.Distinct().Skip(1).Any())
                yield return $"change {step.Key} was repeated differently";
            if (!mayRepeat && step.Count() > 1)
                yield return $"change {step.Key} was announced {step.Count()} times, and nothing went wrong";
        }

        // Each begins where the one before ended; a gap is told above.
        StatusChange? before = null;
        foreach (var change in steps.Select(step => step.First()))
        {
            if (change.Version == 1 && change.From is not null)
                yield return $"its first change is from {change.From}";
            if (before is not null && change.Version == before.Version + 1 && change.From != before.To)
                yield return $"change {change.Version} is from {change.From ?? "nothing"}, after one to {before.To}";
            before = change;
        }

        if (before?.Version == delivery.Version && (before.To, before.Reason) != (delivery.Status, delivery.Reason))
            yield return $"announced last as {before.To} ({before.Reason}), and is {delivery.Status} ({delivery.Reason})";
    }
}

/// <param name="Changes">How many there were, by the rows.</param>
/// <param name="Announced">How many different ones were announced.</param>
/// <param name="Repeats">How many came again.</param>
sealed record AnnouncementVerdict(IReadOnlyList<string> Problems, int Changes, int Announced, int Repeats);
