using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tracking.Integration.Fuzz;

/// <summary>A bare connection to a server: bytes out, well-formed answers in.</summary>
sealed class Connection : IDisposable
{
    const int MaxAnswerBytes = 16 << 20;

    // "HTTP/1.1 is required": what the preface of HTTP/2 is answered with, in the frames of HTTP/2.
    static readonly byte[] GoAway = [0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 13];

    readonly Socket _socket;
    byte[] _buffer = new byte[8 * 1024];
    int _start, _end;

    Connection(Socket socket) => _socket = socket;

    /// <summary>Whether the server has ended it.</summary>
    public bool Ended { get; private set; }

    /// <summary>Whether anything came that has not been asked for.</summary>
    public bool HasMore => _end > _start;

    public static async Task<Connection> OpenAsync(int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        return new Connection(socket);
    }

    /// <summary>Writes all of it, or as much as the server takes before it hangs up.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            while (bytes.Length > 0)
                bytes = bytes[await _socket.SendAsync(bytes, cancellationToken)..];
        }
        catch (SocketException)
        {
            // It has answered already, and hung up on the rest: what it said may still be read.
        }
    }

    public void EndWriting()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The server was first.
        }
    }

    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Close();
    }

    /// <returns>The next final answer; null where the connection ended instead.</returns>
    /// <exception cref="FormatException">What came is no HTTP.</exception>
    /// <exception cref="EndOfStreamException">It breaks off.</exception>
    public async Task<Answer?> ReadAsync(bool toHead, CancellationToken cancellationToken)
    {
        while (true)
        {
            int end;
            while ((end = Received.IndexOf("\r\n\r\n"u8)) < 0)
            {
                if (await FillAsync(cancellationToken))
                    continue;
                if (Received.SequenceEqual(GoAway))
                    return new Answer(505, [("Connection", "close")], [], toHead);
                return Received.IsEmpty ? null : throw new EndOfStreamException("a head that breaks off: " + Printable(Received));
            }

            var (status, headers) = Head(Encoding.Latin1.GetString(Received[..end]));
            _start += end + 4;
            if (status is >= 100 and < 200)
                continue;
            return new Answer(status, headers, await BodyAsync(status, headers, toHead, cancellationToken), toHead);
        }
    }

    public void Dispose() => _socket.Dispose();

    ReadOnlySpan<byte> Received => _buffer.AsSpan(_start, _end - _start);

    static (int Status, List<(string Name, string Value)> Headers) Head(string head)
    {
        var lines = head.Split("\r\n");
        if (!lines[0].StartsWith("HTTP/1.1 ", StringComparison.Ordinal) || lines[0].Length < 12
            || !int.TryParse(lines[0].AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var status))
        {
            throw new FormatException("no status line: " + Printable(Encoding.Latin1.GetBytes(lines[0])));
        }

        var headers = new List<(string, string)>();
        foreach (var line in lines[1..])
        {
            if (line.IndexOf(": ", StringComparison.Ordinal) is not > 0 and var colon && !line.EndsWith(':'))
                throw new FormatException("no header: " + line);
            else
                headers.Add((line[..line.IndexOf(':')], line[(line.IndexOf(':') + 1)..].Trim()));
        }

        return (status, headers);
    }

    async Task<byte[]> BodyAsync(
        int status, List<(string Name, string Value)> headers, bool toHead, CancellationToken cancellationToken)
    {
        if (toHead || status is 204 or 304)
            return [];
        string? Of(string name) => headers.FirstOrDefault(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
        if (Of("Transfer-Encoding") is { } coding)
            return coding == "chunked" ? await ChunksAsync(cancellationToken) : throw new FormatException("coded as " + coding);
        if (Of("Content-Length") is { } length)
            return await TakeAsync(int.Parse(length, NumberStyles.None, CultureInfo.InvariantCulture), cancellationToken);
        while (await FillAsync(cancellationToken))
        {
        }

        return await TakeAsync(_end - _start, cancellationToken);
    }

    async Task<byte[]> ChunksAsync(CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        while (true)
        {
            int line;
            while ((line = Received.IndexOf("\r\n"u8)) < 0)
                await MoreAsync(cancellationToken);
            var size = int.Parse(Received[..line], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            _start += line + 2;
            body.Write(await TakeAsync(size, cancellationToken));
            if ((await TakeAsync(2, cancellationToken)) is not [(byte)'\r', (byte)'\n'])
                throw new FormatException("a chunk without an end");
            if (size == 0)
                return body.ToArray();
        }
    }

    async Task<byte[]> TakeAsync(int length, CancellationToken cancellationToken)
    {
        while (_end - _start < length)
            await MoreAsync(cancellationToken);
        var taken = Received[..length].ToArray();
        _start += length;
        return taken;
    }

    async Task MoreAsync(CancellationToken cancellationToken)
    {
        if (!await FillAsync(cancellationToken))
            throw new EndOfStreamException("an answer that breaks off");
    }

    async Task<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (Ended)
            return false;
        if (_start == _end)
            _start = _end = 0;
        if (_end == _buffer.Length)
        {
            if (_start > 0)
                Received.CopyTo(_buffer);
            (_end, _start) = (_end - _start, 0);
            if (_end > MaxAnswerBytes)
                throw new FormatException("an answer without an end");
            if (_end > _buffer.Length / 2)
                Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        int read;
        try
        {
            read = await _socket.ReceiveAsync(_buffer.AsMemory(_end), cancellationToken);
        }
        catch (SocketException)
        {
            read = 0; // Reset: what a server does that has not read all.
        }

        _end += read;
        Ended = read == 0;
        return read > 0;
    }

    static string Printable(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes[..Math.Min(bytes.Length, 60)]);
}
