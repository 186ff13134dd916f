using Microsoft.AspNetCore.Connections;

namespace Tracking.Dashboard;

/// <summary>The body of a request that changes something: read whole, and not beyond its limit.</summary>
static class JsonBody
{
    /// <returns>Null where it is too long.</returns>
    /// <remarks>Takes no token: when the caller hangs up, the server ends the read by itself, and in good order.</remarks>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, int maxBytes)
    {
        var buffer = new byte[maxBytes + 1];
        try
        {
            var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, CancellationToken.None);
            return length > maxBytes ? null : buffer[..length];
        }
        catch (Exception e) when (e is IOException and not (BadHttpRequestException or ConnectionResetException) or InvalidOperationException)
        {
            // A chunk whose size overflows, a trailer that is no text: the server has no word of its own for these.
            throw new BadHttpRequestException("The body is chunked wrongly.", e);
        }
    }
}
