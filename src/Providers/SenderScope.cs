using Tracking.Contracts;
using Tracking.Deliveries;

namespace Tracking.Providers;

/// <summary>The scope of an opt-out that holds between its recipient and one sender.</summary>
static class SenderScope
{
    /// <param name="senders">What may name the sender, the better name first.</param>
    /// <returns>
    /// That of the provider itself where none does: narrower than everything, which the recipient did not ask for.
    /// </returns>
    public static string Of(string provider, params ReadOnlySpan<string?> senders)
    {
        foreach (var sender in senders)
        {
            if (!string.IsNullOrWhiteSpace(sender) && sender.Length <= MessageRules.MaxNameLength)
                return SuppressionScope.Sender(sender);
        }

        return SuppressionScope.Sender(provider);
    }
}
