using System.Text.Json;

namespace Tracking.Providers.Ses;

/// <summary>A recipient changed what he is subscribed to, by SES's own list management.</summary>
static class SesSubscription
{
    /// <summary>Whether he left all lists, or one topic that he had not left before.</summary>
    public static bool IsOptOut(JsonElement subscription)
    {
        var now = Preferences(subscription, "newTopicPreferences");
        var before = OptedOut(Preferences(subscription, "oldTopicPreferences")).ToHashSet(StringComparer.Ordinal);
        return now.ValueKind == JsonValueKind.Object && now.TryGetProperty("unsubscribeAll", out var all)
            && all.ValueKind == JsonValueKind.True
            || OptedOut(now).Any(topic => !before.Contains(topic));
    }

    static JsonElement Preferences(JsonElement subscription, string name) =>
        subscription.ValueKind == JsonValueKind.Object && subscription.TryGetProperty(name, out var preferences)
            ? preferences
            : default;

    static IEnumerable<string> OptedOut(JsonElement preferences)
    {
        if (preferences.ValueKind != JsonValueKind.Object
            || !preferences.TryGetProperty("topicSubscriptionStatus", out var topics)
            || topics.ValueKind != JsonValueKind.Array)
        {
            yield break;
        }

        foreach (var topic in topics.EnumerateArray())
        {
            if (topic.TryGetText("subscriptionStatus", out var status) && status == "OptOut"
                && topic.TryGetText("topicName", out var name))
            {
                yield return name ?? "";
            }
        }
    }
}
