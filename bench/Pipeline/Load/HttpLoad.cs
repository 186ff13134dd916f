using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tracking.Pipeline.Load;

/// <param name="Elapsed">Of the whole run.</param>
/// <param name="Latencies">Of each request that was answered 2xx, sorted.</param>
/// <param name="Refused">Answers that were not 2xx.</param>
sealed record LoadResult(TimeSpan Elapsed, TimeSpan[] Latencies, int Refused)
{
    public double Rate => Latencies.Length / Elapsed.TotalSeconds;

    public double Milliseconds(double quantile) =>
        Latencies.Length == 0 ? double.NaN : Latencies[Math.Min(Latencies.Length - 1, (int)(Latencies.Length * quantile))].TotalMilliseconds;
}

/// <summary>
/// Requests over connections that are kept, one after another on each. Written for the socket, for a client that costs more than the
/// server it measures would measure itself.
/// </summary>
static class HttpLoad
{
    /// <param name="requests">Each is sent once, in order; over and over where <paramref name="repeat"/>.</param>
    /// <param name="duration">Null: until all are sent.</param>
    /// <param name="perSecond">Zero: each connection sends as soon as it was answered.</param>
    /// <param name="answered">Told the number of each request that was answered 2xx.</param>
    public static async Task<LoadResult> RunAsync(
        Uri server, byte[][] requests, int connections, TimeSpan? duration, bool repeat = false, double perSecond = 0, Action<int>? answered = null)
    {
        var sent = -1;
        var started = Stopwatch.GetTimestamp();
        using var deadline = new CancellationTokenSource(duration ?? Timeout.InfiniteTimeSpan);
        var runs = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            using var connection = await OpenAsync(server);
            List<TimeSpan> latencies = [];
            var refused = 0;
            var buffer = new byte[4096];
            while (!deadline.IsCancellationRequested)
            {
                var number = Interlocked.Increment(ref sent);
                if (number >= requests.Length && !repeat)
                    break;
                if (perSecond > 0)
                {
                    var due = TimeSpan.FromSeconds(number / perSecond) - Stopwatch.GetElapsedTime(started);
                    if (due > TimeSpan.Zero)
                        await Task.Delay(due);
                }

                var before = Stopwatch.GetTimestamp();
                await connection.SendAsync(requests[number % requests.Length]);
                if (await IsAcceptedAsync(connection, buffer))
                {
                    latencies.Add(Stopwatch.GetElapsedTime(before));
                    answered?.Invoke(number);
                }
                else
                {
                    refused++;
                }
            }

            return (latencies, refused);
        })));
        var elapsed = Stopwatch.GetElapsedTime(started);
        TimeSpan[] all = [.. runs.SelectMany(run => run.latencies)];
        Array.Sort(all);
        return new LoadResult(elapsed, all, runs.Sum(run => run.refused));
    }

    static async Task<Socket> OpenAsync(Uri server)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, server.Port);
        return socket;
    }

    // "HTTP/1.1 200 OK", headers, and a body of the length that they state: what Kestrel sends for our answers.
    static async Task<bool> IsAcceptedAsync(Socket connection, byte[] buffer)
    {
        var length = 0;
        var whole = int.MaxValue;
        while (length < whole)
        {
            var read = await connection.ReceiveAsync(buffer.AsMemory(length));
            if (read == 0)
                throw new IOException("The server closed the connection.");
            length += read;
            if (whole == int.MaxValue && buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) is >= 0 and var head)
                whole = head + 4 + ContentLength(buffer.AsSpan(0, head + 2));
        }

        return buffer[9] == (byte)'2';
    }

    static int ContentLength(ReadOnlySpan<byte> head)
    {
        var at = head.IndexOf("Content-Length: "u8);
        if (at < 0)
            throw new NotSupportedException($"An answer of unknown length: {Encoding.ASCII.GetString(head)}");
        var digits = head[(at + "Content-Length: "u8.Length)..];
        return int.Parse(digits[..digits.IndexOf((byte)'\r')], CultureInfo.InvariantCulture);
    }
}
