using System.Globalization;
using System.Text;
using System.Text.Json;
using Tracking.Storage;

namespace Tracking.Dashboard.Deliveries;

/// <summary>A file of deliveries, written as they come.</summary>
interface IDeliveryFile : IAsyncDisposable
{
    Task BeginAsync(CancellationToken cancellationToken);

    Task WriteAsync(IReadOnlyList<DeliveryView> deliveries, CancellationToken cancellationToken);
}

/// <summary>A JSON object a line.</summary>
sealed class NdjsonFile(Stream stream) : IDeliveryFile
{
    public Task BeginAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task WriteAsync(IReadOnlyList<DeliveryView> deliveries, CancellationToken cancellationToken)
    {
        using var lines = new MemoryStream();
        foreach (var delivery in deliveries)
        {
            JsonSerializer.Serialize(lines, delivery, DashboardJson.Default.DeliveryView);
            lines.WriteByte((byte)'\n');
        }

        await stream.WriteAsync(lines.GetBuffer().AsMemory(0, (int)lines.Length), cancellationToken);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>Comma-separated values by RFC 4180, in UTF-8, with a line of names.</summary>
sealed class CsvFile(Stream stream) : IDeliveryFile
{
    static readonly (string Name, Func<DeliveryView, string?> Of)[] Columns =
    [
        ("deliveryId", d => d.DeliveryId), ("status", d => d.Status), ("reason", d => d.Reason), ("errorCode", d => d.Error?.Code),
        ("errorMessage", d => d.Error?.Message), ("tenantId", d => d.TenantId), ("channel", d => d.Channel), ("recipient", d => d.Recipient),
        ("provider", d => d.Provider), ("providerMessageId", d => d.ProviderMessageId), ("notificationId", d => d.NotificationId),
        ("notificationType", d => d.NotificationType), ("category", d => d.Category), ("templateId", d => d.TemplateId),
        ("notifiableType", d => d.Notifiable?.Type), ("notifiableId", d => d.Notifiable?.Id), ("createdAt", d => Of(d.CreatedAt)),
        ("updatedAt", d => Of(d.UpdatedAt)), ("queuedAt", d => Of(d.QueuedAt)), ("sentAt", d => Of(d.SentAt)), ("deliveredAt", d => Of(d.DeliveredAt)),
        ("failedAt", d => Of(d.FailedAt)), ("bouncedAt", d => Of(d.BouncedAt)), ("complainedAt", d => Of(d.ComplainedAt)),
        ("openedAt", d => Of(d.OpenedAt)), ("clickedAt", d => Of(d.ClickedAt)), ("readAt", d => Of(d.ReadAt)),
        ("unsubscribedAt", d => Of(d.UnsubscribedAt)), ("openCount", d => Of(d.OpenCount)), ("clickCount", d => Of(d.ClickCount)),
    ];

    readonly StreamWriter _writer = new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\r\n" };

    public Task BeginAsync(CancellationToken cancellationToken) =>
        _writer.WriteLineAsync(string.Join(',', Columns.Select(column => column.Name)).AsMemory(), cancellationToken);

    public async Task WriteAsync(IReadOnlyList<DeliveryView> deliveries, CancellationToken cancellationToken)
    {
        foreach (var delivery in deliveries)
            await _writer.WriteLineAsync(string.Join(',', Columns.Select(column => Field(column.Of(delivery)))).AsMemory(), cancellationToken);
        await _writer.FlushAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    /// <summary>A field as the file has it.</summary>
    internal static string Field(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        var safe = LooksLikeFormula(text) ? $"'{text}" : text;
        return safe.AsSpan().ContainsAny(",\"\r\n") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    // Spreadsheets run what begins so, and whatever a stranger wrote may stand in a field. A number with its plus sign is left as it is.
    // https://owasp.org/www-community/attacks/CSV_Injection
    static bool LooksLikeFormula(string text) =>
        text[0] is '=' or '@' or '-' or '\t' or '\r' || text[0] == '+' && text.AsSpan(1).ContainsAnyExceptInRange('0', '9');

    static string? Of(DateTimeOffset? at) => at?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    static string Of(int number) => number.ToString(CultureInfo.InvariantCulture);
}
