using System.Net;
using System.Net.Sockets;
using System.Text;
using Tracking.Integration.EndToEnd.Faults;
using Xunit;

namespace Tracking.Unit.EndToEnd;

public sealed class ProxyTests
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_connections_at_once_each_get_their_own_bytes_whole_and_in_order()
    {
        using var server = new Server(EchoAsync);
        await using var proxy = new Proxy(server.EndPoint);

        var echoed = await Task.WhenAll(Enumerable.Range(0, 200).Select(async seed =>
        {
            using var client = await ConnectAsync(proxy);
            var sent = new byte[20_000 + seed * 1_000];
            new Random(seed).NextBytes(sent);
            var received = ReadToEndAsync(client);
            await client.SendAsync(sent, Cancelled);
            client.Shutdown(SocketShutdown.Send);
            var back = await received;
            return sent.SequenceEqual(back);
        }));

        Assert.All(echoed, Assert.True);
        await Eventually.HoldsAsync(() => Assert.Equal(0, proxy.Connections));
    }

    [Fact]
    public async Task A_client_that_has_said_all_still_hears_the_answer()
    {
        using var server = new Server(async (_, accepted) =>
        {
            var asked = await ReadToEndAsync(accepted);
            await accepted.SendAsync(Encoding.ASCII.GetBytes($"heard {asked.Length}"), Cancelled);
        });
        await using var proxy = new Proxy(server.EndPoint);
        using var client = await ConnectAsync(proxy);

        await client.SendAsync(new byte[300_000], Cancelled);
        client.Shutdown(SocketShutdown.Send);

        Assert.Equal("heard 300000", Encoding.ASCII.GetString(await ReadToEndAsync(client)));
    }

    [Fact]
    public async Task A_cut_resets_both_sides_and_new_connections_are_welcome()
    {
        using var server = new Server(EchoAsync);
        await using var proxy = new Proxy(server.EndPoint);
        using var cut = await ConnectAsync(proxy);
        await AnswersAsync(cut);

        proxy.Cut();

        await IsResetAsync(cut);
        await Eventually.HoldsAsync(() => Assert.Equal(SocketError.ConnectionReset, server.Broke));
        using var next = await ConnectAsync(proxy);
        await AnswersAsync(next);
    }

    [Fact]
    public async Task A_stall_holds_bytes_back_both_ways_until_it_goes_on()
    {
        using var server = new Server(EchoAsync);
        await using var proxy = new Proxy(server.EndPoint);
        using var before = await ConnectAsync(proxy);
        await AnswersAsync(before);

        proxy.Stall();
        await before.SendAsync("held"u8.ToArray(), Cancelled);
        using var during = await ConnectAsync(proxy);
        await during.SendAsync("back"u8.ToArray(), Cancelled);
        var answers = Task.WhenAll(ReadAsync(before, 4), ReadAsync(during, 4));
        await Assert.ThrowsAsync<TimeoutException>(() => answers.WaitAsync(TimeSpan.FromMilliseconds(200), Cancelled));
        Assert.Equal(4, server.Received);
        proxy.GoOn();

        Assert.Equal(["held", "back"], await answers);
    }

    [Fact]
    public async Task What_was_held_back_when_a_link_was_cut_never_arrives()
    {
        using var server = new Server(EchoAsync);
        await using var proxy = new Proxy(server.EndPoint);
        using var before = await ConnectAsync(proxy);
        await AnswersAsync(before);

        proxy.Stall();
        await before.SendAsync("lost"u8.ToArray(), Cancelled);
        using var during = await ConnectAsync(proxy);
        await Eventually.HoldsAsync(() => Assert.Equal(2, proxy.Connections));
        proxy.Cut();
        proxy.GoOn();

        await IsResetAsync(before);
        await IsResetAsync(during);
        await Eventually.HoldsAsync(() => Assert.Equal(0, proxy.Connections));
        Assert.Equal(4, server.Received);
    }

    [Fact]
    public async Task While_it_refuses_every_connection_is_reset_and_then_taken_again()
    {
        using var server = new Server(EchoAsync);
        await using var proxy = new Proxy(server.EndPoint);
        using var before = await ConnectAsync(proxy);
        await AnswersAsync(before);

        proxy.Refuse();

        await IsResetAsync(before);
        await IsTurnedAwayAsync(proxy);
        proxy.Accept();
        using var after = await ConnectAsync(proxy);
        await AnswersAsync(after);
    }

    [Fact]
    public async Task Connections_go_to_each_server_in_turn_and_pass_over_one_that_is_gone()
    {
        using var first = new Server(EchoAsync);
        using var second = new Server(EchoAsync);
        using var gone = new Server(EchoAsync);
        gone.Dispose();
        await using var proxy = new Proxy(first.EndPoint, gone.EndPoint, second.EndPoint);

        for (var i = 0; i < 6; i++)
        {
            using var client = await ConnectAsync(proxy);
            await AnswersAsync(client);
        }

        Assert.True(first.Received >= 8 && second.Received >= 8, $"{first.Received} and {second.Received}");
        Assert.Equal(24, first.Received + second.Received);
    }

    [Fact]
    public async Task With_no_server_a_client_is_reset_until_one_is_named()
    {
        using var server = new Server(EchoAsync);
        await using var proxy = new Proxy();
        await IsTurnedAwayAsync(proxy);

        proxy.Servers = [server.EndPoint];

        using var client = await ConnectAsync(proxy);
        await AnswersAsync(client);
    }

    [Fact]
    public async Task A_server_that_breaks_off_breaks_its_client_off()
    {
        using var server = new Server((_, accepted) =>
        {
            accepted.Close(timeout: 0);
            return Task.CompletedTask;
        });
        await using var proxy = new Proxy(server.EndPoint);

        await IsTurnedAwayAsync(proxy);
    }

    static async Task<Socket> ConnectAsync(Proxy proxy)
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(proxy.EndPoint, Cancelled);
        return client;
    }

    static async Task AnswersAsync(Socket client)
    {
        await client.SendAsync("ping"u8.ToArray(), Cancelled);
        Assert.Equal("ping", await ReadAsync(client, 4));
    }

    // The reset may arrive before the client has seen that it is connected.
    static async Task IsTurnedAwayAsync(Proxy proxy)
    {
        var broke = await Assert.ThrowsAsync<SocketException>(async () =>
        {
            using var client = await ConnectAsync(proxy);
            await ReadToEndAsync(client);
        });
        Assert.Equal(SocketError.ConnectionReset, broke.SocketErrorCode);
    }

    static async Task IsResetAsync(Socket client)
    {
        var broke = await Assert.ThrowsAsync<SocketException>(() => ReadToEndAsync(client));
        Assert.Equal(SocketError.ConnectionReset, broke.SocketErrorCode);
    }

    static async Task<string> ReadAsync(Socket client, int bytes)
    {
        var buffer = new byte[bytes];
        for (var read = 0; read < bytes;)
        {
            var more = await client.ReceiveAsync(buffer.AsMemory(read), Cancelled);
            Assert.NotEqual(0, more);
            read += more;
        }

        return Encoding.ASCII.GetString(buffer);
    }

    static async Task<byte[]> ReadToEndAsync(Socket client)
    {
        using var all = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await client.ReceiveAsync(buffer, Cancelled)) > 0)
            all.Write(buffer, 0, read);
        return all.ToArray();
    }

    static async Task EchoAsync(Server server, Socket accepted)
    {
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await accepted.ReceiveAsync(buffer, Cancelled)) > 0)
        {
            server.Count(read);
            await accepted.SendAsync(buffer.AsMemory(0, read), Cancelled);
        }
    }

    /// <summary>Serves each connection, then closes it.</summary>
    sealed class Server : IDisposable
    {
        readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        int _received;

        public Server(Func<Server, Socket, Task> serve)
        {
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _listener.Listen(512);
            EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
            _ = AcceptAsync(serve);
        }

        public IPEndPoint EndPoint { get; }

        /// <summary>How the latest connection that broke did so.</summary>
        public SocketError? Broke { get; private set; }

        /// <summary>Bytes that were counted.</summary>
        public int Received => Volatile.Read(ref _received);

        public void Count(int bytes) => Interlocked.Add(ref _received, bytes);

        public void Dispose() => _listener.Dispose();

        async Task AcceptAsync(Func<Server, Socket, Task> serve)
        {
            try
            {
                while (true)
                    _ = ServeAsync(await _listener.AcceptAsync(Cancelled), serve);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                // It is disposed of.
            }
        }

        async Task ServeAsync(Socket accepted, Func<Server, Socket, Task> serve)
        {
            try
            {
                await serve(this, accepted);
            }
            catch (SocketException e)
            {
                Broke = e.SocketErrorCode;
            }
            finally
            {
                accepted.Dispose();
            }
        }
    }
}
