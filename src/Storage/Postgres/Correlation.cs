namespace Tracking.Storage.Postgres;

/// <summary>Parts that statements share. <see cref="Deliveries.Claim.Matches"/> in SQL.</summary>
static class Correlation
{
    /// <summary>Whether claim <c>c</c> matches event <c>e</c>, of which the caller knows that it does not name its delivery.</summary>
    public const string Matches = """
        c.provider_message_id = e.provider_message_id and c.provider = e.provider
              and (c.recipient = '' or e.recipient is null or c.recipient = e.recipient)
        """;
}
