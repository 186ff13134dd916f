using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Tracking.Integration.EndToEnd.Faults;

/// <summary>
/// Passes TCP connections on, loopback to loopback, until it is told otherwise: then it resets them, holds their bytes back, or turns
/// new ones away. Its own address stays, wherever the servers behind it have moved to.
/// </summary>
sealed class Proxy : IAsyncDisposable
{
    readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    readonly ConcurrentDictionary<Passage, Task> _passages = new();
    readonly CancellationTokenSource _stop = new();
    readonly Task _accepting;
    volatile IReadOnlyList<IPEndPoint> _servers;
    volatile TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    volatile bool _refuses;
    int _next;

    public Proxy(params IReadOnlyList<IPEndPoint> servers)
    {
        _servers = servers;
        _open.SetResult();
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(512);
        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
        _accepting = AcceptAsync();
    }

    /// <summary>Where clients connect to.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Where new connections go, to each in turn; one that does not answer is passed over.</summary>
    public IReadOnlyList<IPEndPoint> Servers
    {
        get => _servers;
        set => _servers = value;
    }

    /// <summary>Connections that are open just now.</summary>
    public int Connections => _passages.Count;

    /// <summary>Resets every connection, on both sides. What was held back never arrives. New ones are welcome.</summary>
    public void Cut()
    {
        foreach (var passage in _passages.Keys)
            passage.Reset();
    }

    /// <summary>Holds all bytes back, both ways, and the ends of streams as well. New connections are taken, and get no answer.</summary>
    public void Stall()
    {
        if (_open.Task.IsCompleted)
            _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Lets go what was held back, in its order.</summary>
    public void GoOn() => _open.TrySetResult();

    /// <summary>Resets every connection, and each new one at once.</summary>
    public void Refuse()
    {
        _refuses = true;
        Cut();
    }

    /// <summary>Takes connections again.</summary>
    public void Accept() => _refuses = false;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        Cut();
        await Task.WhenAll(_passages.Values);
        _stop.Dispose();
    }

    async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var passage = new Passage(await _listener.AcceptAsync(_stop.Token));
                if (_refuses)
                {
                    passage.Reset();
                    continue;
                }

                // Listed before it runs, so that a cut finds it.
                var ran = new TaskCompletionSource();
                _passages[passage] = ran.Task;
                _ = RunAsync(passage, ran);
            }
        }
        catch (Exception e) when (_stop.IsCancellationRequested && IsBroken(e))
        {
            // It is disposed of.
        }
    }

    async Task RunAsync(Passage passage, TaskCompletionSource ran)
    {
        try
        {
            await OpenAsync();
            if (await ConnectAsync(passage) is { } server)
                await Task.WhenAll(PumpAsync(passage, passage.Client, server), PumpAsync(passage, server, passage.Client));
            passage.Close();
        }
        catch (Exception e) when (IsBroken(e))
        {
            passage.Reset();
        }
        finally
        {
            _passages.TryRemove(passage, out _);
            ran.SetResult();
        }
    }

    /// <returns>Null where no server answers; then the client has been reset.</returns>
    async Task<Socket?> ConnectAsync(Passage passage)
    {
        var servers = _servers;
        for (var tried = 0; tried < servers.Count; tried++)
        {
            var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await server.ConnectAsync(servers[(int)((uint)Interlocked.Increment(ref _next) % servers.Count)], _stop.Token);
                passage.Join(server);
                return server;
            }
            catch (Exception e) when (IsBroken(e))
            {
                server.Dispose();
                if (e is not SocketException)
                    throw;
            }
        }

        passage.Reset();
        return null;
    }

    // One direction. Its end is passed on while the other direction goes on: a client may say that it has said all, and listen.
    async Task PumpAsync(Passage passage, Socket from, Socket to)
    {
        try
        {
            var buffer = new byte[32 * 1024];
            int read;
            while ((read = await from.ReceiveAsync(buffer, SocketFlags.None, _stop.Token)) > 0)
            {
                await OpenAsync();
                for (var sent = 0; sent < read;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), SocketFlags.None, _stop.Token);
            }

            await OpenAsync();
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (IsBroken(e))
        {
            // At once: the other direction may be waiting for bytes, and would wait for ever.
            passage.Reset();
        }
    }

    // Either side broke off, or we did.
    static bool IsBroken(Exception e) => e is SocketException or ObjectDisposedException or OperationCanceledException;

    // A stall may begin again between its end and our waking up.
    async Task OpenAsync()
    {
        while (!_open.Task.IsCompleted)
            await _open.Task.WaitAsync(_stop.Token);
    }

    /// <summary>A client's connection, and the one to a server that it is joined to.</summary>
    sealed class Passage(Socket client)
    {
        readonly Lock _ending = new();
        Socket? _server;
        bool _ended;

        public Socket Client => client;

        /// <exception cref="ObjectDisposedException">It was reset meanwhile.</exception>
        public void Join(Socket server)
        {
            client.NoDelay = true;
            server.NoDelay = true;
            lock (_ending)
            {
                if (_ended)
                {
                    server.Dispose();
                    ObjectDisposedException.ThrowIf(true, this);
                }

                _server = server;
            }
        }

        public void Close() => End(reset: false);

        public void Reset() => End(reset: true);

        void End(bool reset)
        {
            lock (_ending)
            {
                if (_ended)
                    return;
                _ended = true;
                foreach (var socket in new[] { client, _server }.OfType<Socket>())
                {
                    // With no time to linger, closing resets.
                    if (reset)
                        socket.Close(timeout: 0);
                    else
                        socket.Dispose();
                }
            }
        }
    }
}
