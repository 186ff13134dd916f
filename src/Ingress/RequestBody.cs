using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace Tracking.Ingress;

/// <summary>A request's body in a pooled buffer, read once and no further than allowed.</summary>
sealed class RequestBody : IDisposable
{
    const int FirstBytes = 16 * 1024;

    byte[] _buffer;
    readonly int _length;

    RequestBody(byte[] buffer, int length, string? problem = null, int status = StatusCodes.Status200OK)
    {
        _buffer = buffer;
        _length = length;
        Problem = problem;
        Status = status;
    }

    /// <summary>What is wrong with it, in a sentence; null for a body that came whole and within its limit.</summary>
    public string? Problem { get; }

    /// <summary>The answer to a body that has a problem.</summary>
    public int Status { get; }

    /// <summary>Valid until disposed.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <remarks>Takes no token: when the caller hangs up, the server ends the read by itself, and in good order.</remarks>
    public static async Task<RequestBody> ReadAsync(HttpRequest request, int maxBytes)
    {
        // A length that is announced is refused unread.
        if (request.ContentLength > maxBytes)
            return TooLarge([], maxBytes);

        // Grows with what comes, not with what is announced: many idle callers must not hold much memory.
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(request.ContentLength ?? FirstBytes, FirstBytes) + 1);
        var length = 0;
        while (true)
        {
            if (length == buffer.Length)
            {
                var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                buffer.AsSpan(0, length).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = larger;
            }

            int read;
            try
            {
                read = await request.Body.ReadAsync(buffer.AsMemory(length), CancellationToken.None);
            }
            catch (Exception e) when (e is IOException or InvalidOperationException)
            {
                // The server's words for a body that breaks off, dribbles, or is chunked wrongly (some of which are no more than what its
                // own code stumbled over): the caller's fault, not ours. Where the connection is gone, the server is told so, or it would
                // try to read what is left and report its own error about that.
                if (e is ConnectionResetException)
                    request.HttpContext.Abort();
                return new RequestBody(buffer, 0, "The body did not come whole.", StatusCodes.Status400BadRequest);
            }

            if (read == 0)
                return new RequestBody(buffer, length);
            length += read;
            if (length > maxBytes)
                return TooLarge(buffer, maxBytes);
        }
    }

    static RequestBody TooLarge(byte[] buffer, int maxBytes) =>
        new(buffer, 0, $"Send at most {maxBytes} bytes.", StatusCodes.Status413PayloadTooLarge);

    public void Dispose()
    {
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }
}
