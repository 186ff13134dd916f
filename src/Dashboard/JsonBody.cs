using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Tracking.Dashboard;

/// <summary>The body of a request that changes something: read whole, and not beyond its limit.</summary>
static class JsonBody
{
    /// <summary>Far more than the few members of any of them can hold, even where every character is escaped.</summary>
    const int MaxBytes = 16 * 1024;

    /// <param name="expected">What the body must be, for the answer to one that is not.</param>
    /// <param name="maxBytes">A longer body is answered 413.</param>
    /// <returns>The value, or the answer that says why there is none.</returns>
    public static async Task<(T? Value, ProblemHttpResult? Problem)> ReadAsync<T>(
        HttpRequest request, JsonTypeInfo<T> type, string expected, int maxBytes = MaxBytes)
        where T : class
    {
        if (!request.HasJsonContentType())
        {
            return (null, Problem(
                StatusCodes.Status415UnsupportedMediaType, "The body must be JSON, with the Content-Type application/json."));
        }

        if (await BytesAsync(request, maxBytes) is not { } body)
            return (null, Problem(StatusCodes.Status413PayloadTooLarge, $"The body must be at most {maxBytes} bytes."));
        return Parse(body, type) is { } value ? (value, null) : (null, Problem(StatusCodes.Status400BadRequest, expected));
    }

    /// <summary>The answer to members that break a rule, by name; null where none does.</summary>
    public static ValidationProblem? Invalid(Dictionary<string, string[]> errors) => errors.Count == 0
        ? null
        : TypedResults.ValidationProblem(
            errors, detail: string.Join(' ', errors.Values.SelectMany(e => e)), title: "The request is not valid.");

    static T? Parse<T>(ReadOnlyMemory<byte> body, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(body.Span, type);
        }
        catch (JsonException)
        {
            return null; // Its own message would repeat parts of the body.
        }
    }

    static ProblemHttpResult Problem(int status, string detail) => TypedResults.Problem(detail, statusCode: status);

    /// <returns>Null where it is too long.</returns>
    /// <remarks>Takes no token: when the caller hangs up, the server ends the read by itself, and in good order.</remarks>
    static async Task<ReadOnlyMemory<byte>?> BytesAsync(HttpRequest request, int maxBytes)
    {
        var body = new ArrayBufferWriter<byte>(Math.Min(maxBytes, MaxBytes) + 1);
        try
        {
            while (body.WrittenCount <= maxBytes && await request.Body.ReadAsync(body.GetMemory(), CancellationToken.None) is > 0 and var read)
                body.Advance(read);
            if (body.WrittenCount > maxBytes)
                return null;
            return body.WrittenMemory;
        }
        catch (Exception e) when (e is IOException and not (BadHttpRequestException or ConnectionResetException) or InvalidOperationException)
        {
            // A chunk whose size overflows, a trailer that is no text: the server has no word of its own for these.
            throw new BadHttpRequestException("The body is chunked wrongly.", e);
        }
    }
}
