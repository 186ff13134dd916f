using System.Text;
using Tracking.Deliveries;
using Tracking.Providers;

namespace Tracking.Unit.Hostile;

/// <summary>What PostgreSQL takes: text without NUL and without half a pair, and keys that fit into an index.</summary>
static class Storable
{
    // A third of a page, as a B-tree needs it, without what a tuple of four columns adds.
    const int MaxKeyBytes = 2_704 - 40;

    // Ours, not PostgreSQL's: what a provider writes is cut to it.
    const int MaxTextLength = 8_192;

    /// <returns>Why it cannot be stored, in a sentence; null where it can.</returns>
    public static string? Problem(DeliveryEvent e)
    {
        string?[] texts =
        [
            e.Source, e.DeliveryId, e.Provider, e.Account, e.ProviderMessageId, e.Recipient, e.Reason, e.ErrorCode, e.ErrorMessage, e.Url,
            e.Suppression?.Reason, e.Suppression?.Scope,
            .. Enum.GetValues<DescriptionField>().Where(field => field != DescriptionField.Metadata).Select(field => e.Description?[field]),
        ];
        if (texts.Any(text => text is not null && (!StorableText.IsStorable(text))))
            return "a text that is none";
        if (texts.Any(text => text?.Length > MaxTextLength))
            return "a text without a limit";
        if (Bytes(e.Recipient, e.Suppression?.Scope) > MaxKeyBytes)
            return "the key of a suppression that no index takes";
        if (Bytes(e.Provider, e.ProviderMessageId) + 16 > MaxKeyBytes || Bytes(e.DeliveryId) > MaxKeyBytes)
            return "the key of an event that no index takes";
        if (e.Claim is { } claim && Bytes(claim.Provider, claim.ProviderMessageId, claim.Recipient, claim.DeliveryId) > MaxKeyBytes)
            return "the key of a claim that no index takes";
        DescriptionField[] indexed = [DescriptionField.Recipient, DescriptionField.NotificationId, DescriptionField.NotifiableId];
        if (indexed.Any(field => Bytes(e.Description?[field]) > MaxKeyBytes))
            return "a description that no index takes";
        return null;
    }

    static int Bytes(params ReadOnlySpan<string?> texts)
    {
        var count = 0;
        foreach (var text in texts)
            count += Encoding.UTF8.GetByteCount(text ?? "");
        return count;
    }
}
