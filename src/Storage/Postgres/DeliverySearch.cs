using System.Text;
using Tracking.Deliveries;

namespace Tracking.Storage.Postgres;

/// <summary>How many rows a search looks at before it says how far it came: some tens of milliseconds of work each.</summary>
/// <param name="InIndex">Where the index alone tells what matches.</param>
/// <param name="InTable">Where every row has to be fetched.</param>
sealed record SearchWindow(int InIndex, int InTable)
{
    public static readonly SearchWindow Default = new(InIndex: 100_000, InTable: 10_000);
}

/// <summary>The statement that finds a page of deliveries, by what is asked for.</summary>
/// <remarks>
/// What few deliveries have in common (a recipient, a notification, a message) has an index in the order of the list. What many have in
/// common is found by walking down the list, in a window of so many rows: where it is rare, the walk would else be one over everything.
/// Only what is asked for is compared, so that each combination of filters has a plan of its own; the parts are constants.
/// </remarks>
sealed class DeliverySearch
{
    readonly StringBuilder _where = new("true");
    readonly StringBuilder _window = new("true");

    public DeliverySearch(DeliveryFilter filter, PagePosition? after, int limit, SearchWindow window)
    {
        var seeks = Seek(filter);
        var fetches = Fetch(filter);
        var walks = Walk(filter);
        Within(filter, after, seeks);
        var isTrouble = filter.Status is DeliveryStatus.Failed or DeliveryStatus.Bounced;
        if (!seeks && isTrouble)
            And(_window, true, Trouble);
        Sql = seeks || !fetches && !walks ? PlainSql() : fetches ? TableSql() : IndexSql();
        EndSql = seeks || !fetches && !walks ? null : EndOfWindowSql();
        Parameters = ParametersOf(filter, after, limit, fetches ? window.InTable : window.InIndex);
    }

    public string Sql { get; }

    /// <summary>Finds the last row of the window; no row where the list ends within it. Null where there is no window.</summary>
    public string? EndSql { get; }

    public object Parameters { get; }

    // By an index that is in the order of the list.
    bool Seek(DeliveryFilter filter) =>
        And(_where, filter.NotificationId is not null, "d.notification_id = @NotificationId")
        | And(_where, filter.NotifiableId is not null, "d.notifiable_id = @NotifiableId")
        | And(_where, Recipient.Normalize(filter.Recipient) is not null, "d.recipient_normalized = @Recipient")
        | And(
            _where, filter.ProviderMessageId is not null,
            "d.delivery_id in (select c.delivery_id from claim c where c.provider_message_id = @ProviderMessageId)");

    // In the index that the walk goes down.
    bool Walk(DeliveryFilter filter) =>
        And(_where, filter.TenantId is not null, "d.tenant_id = @TenantId")
        | And(_where, filter.Channel is not null, "d.channel = @Channel")
        | And(_where, filter.Provider is not null, "d.provider = @Provider")
        | And(_where, filter.NotificationType is not null, "d.notification_type = @NotificationType");

    bool Fetch(DeliveryFilter filter) =>
        And(_where, filter.Status is not null, "d.status = @Status")
        | And(_where, filter.Reason is not null, "d.reason = @Reason")
        | And(_where, filter.NotifiableType is not null, "d.notifiable_type = @NotifiableType")
        | And(_where, filter.Overdue is true, Overdue)
        | And(_where, filter.Overdue is false, $"not {Overdue}");

    void Within(DeliveryFilter filter, PagePosition? after, bool seeks)
    {
        var place = seeks ? _where : _window;
        And(place, filter.From is not null, "d.created_at >= @From");
        And(place, filter.To is not null, "d.created_at < @To");
        And(place, after is not null, "(d.created_at, d.delivery_id) < (@AfterAt, @AfterId)");
    }

    static bool And(StringBuilder sql, bool asked, string condition)
    {
        if (asked)
            sql.Append(" and ").Append(condition);
        return asked;
    }

    static object ParametersOf(DeliveryFilter filter, PagePosition? after, int limit, int window) => new
    {
        Status = filter.Status?.Word(),
        filter.Reason,
        filter.TenantId,
        filter.Channel,
        filter.Provider,
        filter.NotificationType,
        filter.NotificationId,
        filter.NotifiableType,
        filter.NotifiableId,
        Recipient = Recipient.Normalize(filter.Recipient),
        filter.ProviderMessageId,
        filter.From,
        filter.To,
        Channels = filter.OverdueBefore.Keys.ToArray(),
        Befores = filter.OverdueBefore.Values.Select(before => before.ToUniversalTime()).ToArray(),
        AfterAt = after?.At,
        AfterId = after?.Id,
        Limit = limit,
        Window = window,
        EndOfWindow = window - 1,
    };

    const string Overdue = """
        (d.status = 'sent' and exists (
          select
            from unnest(@Channels::text[], @Befores::timestamptz[]) as w (channel, sent_before)
           where w.channel = d.channel and d.sent_at < w.sent_before))
        """;

    // What has failed or bounced has one of these times: by their index, the walk goes past all others.
    const string Trouble = "(d.failed_at is not null or d.bounced_at is not null or d.complained_at is not null)";

    const string Order = "order by d.created_at desc, d.delivery_id desc";

    string PlainSql() => $"select {DeliveryRow.Columns} from delivery d where {_where} and {_window} {Order} limit @Limit";

    string TableSql() => $"""
        select {DeliveryRow.Columns}
          from (select {DeliveryRow.Columns}, d.status from delivery d where {_window} {Order} limit @Window) d
         where {_where}
        {Order}
         limit @Limit
        """;

    // Only the rows that match are fetched.
    string IndexSql() => $"""
        select {DeliveryRow.Columns}
          from (
            select d.delivery_id
              from (
                select d.created_at, d.delivery_id, d.tenant_id, d.channel, d.provider, d.notification_type
                  from delivery d where {_window} {Order} limit @Window) d
             where {_where}
            {Order}
             limit @Limit) found
          join delivery d using (delivery_id)
        {Order}
        """;

    string EndOfWindowSql() => $"select d.created_at, d.delivery_id from delivery d where {_window} {Order} offset @EndOfWindow limit 1";
}
