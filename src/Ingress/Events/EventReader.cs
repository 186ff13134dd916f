using System.Text.Json;
using System.Text.Unicode;
using Tracking.Contracts;
using Tracking.Hosting;

namespace Tracking.Ingress.Events;

/// <summary>Reads what a producer posts: one message or an array of them, each with its type beside its members.</summary>
static class EventReader
{
    public const int MaxEvents = 1_000;

    // Problems beyond these are not listed: an array that is wrong throughout needs no thousand sentences.
    const int MaxProblems = 20;

    /// <returns>The messages, or what is wrong with them: a sentence each, with the place. Never both.</returns>
    public static (IReadOnlyList<object> Messages, IReadOnlyList<string> Problems) Read(ReadOnlyMemory<byte> body, DateTimeOffset now)
    {
        if (!Utf8.IsValid(body.Span))
            return ([], ["The body is not valid UTF-8."]);
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 16 });
        }
        catch (JsonException e)
        {
            return ([], [$"The body is not JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}."]);
        }

        using (document)
        {
            var root = document.RootElement;
            if (root.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
                return ([], ["The body must be an object or an array of objects."]);
            if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() is 0 or > MaxEvents)
                return ([], [$"An array must hold 1 to {MaxEvents} events."]);
            return root.ValueKind == JsonValueKind.Object ? ReadAll([root], _ => "", now) : ReadAll(root.EnumerateArray(), i => $"[{i}] ", now);
        }
    }

    static (IReadOnlyList<object> Messages, IReadOnlyList<string> Problems) ReadAll(
        IEnumerable<JsonElement> elements, Func<int, string> place, DateTimeOffset now)
    {
        var messages = new List<object>();
        var problems = new List<string>();
        foreach (var (index, element) in elements.Index())
        {
            var (message, problem) = ReadOne(element, now);
            if (problem is not null)
                problems.Add(place(index) + problem);
            else
                messages.Add(message!);
            if (problems.Count == MaxProblems)
                break;
        }

        return problems.Count == 0 ? (messages, []) : ([], problems);
    }

    static (object? Message, string? Problem) ReadOne(JsonElement element, DateTimeOffset now)
    {
        if (element.ValueKind != JsonValueKind.Object)
            return (null, "must be an object");
        JsonElement type;
        try
        {
            if (!element.TryGetProperty("type", out type) || type.ValueKind != JsonValueKind.String)
                return (null, "type is required");
        }
        catch (InvalidOperationException)
        {
            // A name is compared unescaped, for which half a surrogate pair is none.
            return (null, "the event is of the wrong type, or not well-formed");
        }

        return TypeOf(type) switch
        {
            nameof(NotificationQueued) => Message<NotificationQueued>(element, m => MessageRules.Check(m, now)),
            nameof(NotificationSent) => Message<NotificationSent>(element, m => MessageRules.Check(m, now)),
            nameof(NotificationFailed) => Message<NotificationFailed>(element, m => MessageRules.Check(m, now)),
            nameof(ProviderMessageAssigned) => Message<ProviderMessageAssigned>(element, m => MessageRules.Check(m, now)),
            nameof(ReceiptReported) => Message<ReceiptReported>(element, m => MessageRules.Check(m, now)),
            nameof(UnsubscribeRequested) => Message<UnsubscribeRequested>(element, m => MessageRules.Check(m, now)),
            _ => (null, "type must be one of: NotificationQueued, NotificationSent, NotificationFailed, ProviderMessageAssigned, "
                + "ReceiptReported, UnsubscribeRequested"),
        };
    }

    // Nothing is called by ill-formed Unicode, at which GetString would throw.
    static string? TypeOf(JsonElement type) =>
        type.GetRawText().Contains('\\', StringComparison.Ordinal) ? null : type.GetString();

    static (object? Message, string? Problem) Message<TMessage>(
        JsonElement element, Func<TMessage, string?> check)
        where TMessage : class
    {
        try
        {
            var message = element.Deserialize(IngressJson.LenientType<TMessage>())!;
            return (message, check(message));
        }
        catch (InstantFormatException e)
        {
            return (null, e.Message);
        }
        catch (JsonException e)
        {
            var member = e.Path?.TrimStart('$', '.') is { Length: > 0 } path ? path : "the event";
            return (null, $"{member} is of the wrong type, or not well-formed");
        }
    }
}
