using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Npgsql;
using RabbitMQ.Client;
using Tracking.Contracts;
using Tracking.Integration.EndToEnd;
using Tracking.Integration.Pipeline;
using Xunit;

namespace Tracking.Integration.DeadLetters;

/// <summary>
/// Letters in their queue, archived by a worker, replayed in bulk while the dashboard is cancelled and killed. Every hundredth is unreadable
/// still, and must come back as one letter, however often its replay was published.
/// </summary>
sealed class BulkRun(Servers servers, int letters, Action<string> say) : IAsyncDisposable
{
    const int OneInUnreadable = 100;
    const string Queue = Queues.NotificationSent;
    static readonly string[] Providers = ["twilio", "ses", "plivo", "sendgrid"];
    static readonly string[] Exceptions = ["Npgsql.PostgresException", "System.InvalidOperationException", "System.TimeoutException"];

    readonly List<ChildProcess> _processes = [];
    NpgsqlDataSource? _database;
    Hosts? _hosts;

    /// <summary>What it waits for is in proportion.</summary>
    TimeSpan Patience => TimeSpan.FromSeconds(60 + letters / 200);

    int Unreadable => (letters + OneInUnreadable - 1) / OneInUnreadable;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    NpgsqlDataSource Database => _database!;

    Hosts Hosts => _hosts!;

    public async Task RunAsync()
    {
        _hosts = await Hosts.OverAsync(servers);
        _database = NpgsqlDataSource.Create(Hosts.Postgres);
        await ArchiveAsync();
        var dashboard = Start("Dashboard");
        var http = new HttpClient { BaseAddress = await dashboard.ListensOnAsync(Patience) };
        await LookAsync(http);
        var first = await StartJobAsync(http);
        await CancelInTheMiddleAsync(http, first);

        var second = await StartJobAsync(http);
        await DoneIsAsync(http, second, atLeast: letters / 5);
        await dashboard.KillAsync();
        say($"killed the dashboard with SIGKILL at {await NumberAsync("select count(*) from dead_letter where state = 'replayed'")} replayed");
        http.Dispose();
        dashboard = Start("Dashboard");
        http = new HttpClient { BaseAddress = await dashboard.ListensOnAsync(Patience) };
        await EndsAsync(http, first, second);
        http.Dispose();
    }

    // Everything lies on the broker before anybody archives.
    async Task ArchiveAsync()
    {
        await (await StartWorkerAsync()).TerminateAsync();
        await TimedAsync("published to the dead-letter queue", PublishAsync);
        await StartWorkerAsync();
        await TimedAsync("archived", () => UntilAsync(async () => await WaitingAsync() == letters));
        await using var broker = await Broker.ConnectAsync(Hosts, servers);
        Assert.Equal(0u, await broker.CountAsync(Queues.DeadLettersOf(Queue)));
        Assert.Equal(letters, await NumberAsync("select count(*) from dead_letter"));
    }

    async Task PublishAsync()
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(Hosts.RabbitMq) }.CreateConnectionAsync(Cancelled);
        await Parallel.ForEachAsync(Enumerable.Range(0, 4), Cancelled, async (part, token) =>
        {
            await using var channel = await connection.CreateChannelAsync(
                new CreateChannelOptions(
                    publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true,
                    outstandingPublisherConfirmationsRateLimiter: new ThrottlingRateLimiter(1_000)),
                token);
            foreach (var some in Enumerable.Range(0, letters).Where(i => i % 4 == part).Chunk(2_000))
            {
                await Task.WhenAll(some.Select(i => channel.BasicPublishAsync(
                    "", Queues.DeadLettersOf(Queue), mandatory: true, PropertiesOf(i), BodyOf(i), token).AsTask()));
            }
        });
    }

    static BasicProperties PropertiesOf(int i) => new()
    {
        Persistent = true,
        ContentType = "application/json",
        MessageId = $"m-{i}",
        Headers = new Dictionary<string, object?>
        {
            ["x-dead-letter-id"] = $"l-{i}",
            ["x-class"] = i % OneInUnreadable == 0 ? "unreadable" : "unapplied",
            ["x-original-queue"] = Queue,
            ["x-attempt"] = 5,
            ["MT-Fault-Message"] = "23514: new row for relation \"event\" violates check constraint \"poison\"",
            ["MT-Fault-ExceptionType"] = Exceptions[i % Exceptions.Length],
            ["MT-Fault-Timestamp"] = "2026-11-21T12:00:00.0000000+00:00",
        },
    };

    // Of a kilobyte, as such messages are with their metadata.
    static byte[] BodyOf(int i) => Encoding.UTF8.GetBytes(
        $$$"""
        {"deliveryId":"{{{(i % OneInUnreadable == 0 ? "not an id " : "d-")}}}{{{i}}}","channel":"sms","notificationType":"InvoicePaid","provider":"{{{Providers[i % Providers.Length]}}}",
         "providerMessageId":"SM{{{i}}}","recipient":"+316{{{i:00000000}}}","occurredAt":"2026-11-21T11:00:00Z","metadata":{"text":"{{{new string('x', 700)}}}"}}
        """);

    async Task LookAsync(HttpClient http)
    {
        var groups = await TimedAsync("GET /api/dead-letters", () => GetAsync(http, "/api/dead-letters"));
        Assert.Equal(letters, groups["waiting"]!.GetValue<int>());
        Assert.Equal(letters, groups["items"]!.AsArray().Sum(group => group!["count"]!.GetValue<int>()));
        await TimedAsync("GET /api/dead-letters once more", () => GetAsync(http, "/api/dead-letters"));
        foreach (var filter in (string[])["", "&provider=ses", "&class=unreadable&exceptionType=System.TimeoutException", "&text=check+constraint", "&text=is+in+none"])
        {
            var query = $"/api/dead-letters/letters?limit=100{filter}";
            var page = await TimedAsync($"GET {query}", () => GetAsync(http, query));
            if (page["next"]?.GetValue<string>() is { } next)
                await TimedAsync($"  the page after it", () => GetAsync(http, $"{query}&cursor={next}"));
        }
    }

    async Task<string> StartJobAsync(HttpClient http)
    {
        // Those that came back in the meantime have failed today, and are left.
        var filter = new { to = "2026-11-22T00:00:00Z" };
        var waiting = await NumberAsync("select count(*) from dead_letter where state = 'waiting' and replay_of is null");
        var planned = await TimedAsync(
            "POST /api/dead-letters/jobs", () => PostAsync(http, "/api/dead-letters/jobs", new { action = "replay", filter }));
        Assert.Equal(waiting, planned["planned"]!.GetValue<long>());
        var id = planned["id"]!.GetValue<string>();
        await PostAsync(http, $"/api/dead-letters/jobs/{id}/start", null);
        say($"a replay of {waiting} letters has begun");
        return id;
    }

    async Task CancelInTheMiddleAsync(HttpClient http, string job)
    {
        await TimedAsync("two fifths were replayed", () => DoneIsAsync(http, job, atLeast: letters * 2 / 5));
        var cancelled = await TimedAsync("POST …/cancel", () => PostAsync(http, $"/api/dead-letters/jobs/{job}/cancel", null));
        Assert.Equal("cancelled", cancelled["state"]!.GetValue<string>());

        // It stands still when two looks with a chunk's time between them see the same.
        await TimedAsync("it stood still", () => UntilAsync(async () =>
        {
            var before = await JobAsync(http, job);
            await Task.Delay(TimeSpan.FromMilliseconds(500), Cancelled);
            return before["done"]!.GetValue<long>() == (await JobAsync(http, job))["done"]!.GetValue<long>();
        }));
        var stopped = await JobAsync(http, job);
        say($"cancelled at {stopped["done"]} replayed, {stopped["stillWaiting"]} still waiting");
        Assert.Equal(letters, stopped["done"]!.GetValue<long>() + stopped["stillWaiting"]!.GetValue<long>());
    }

    async Task EndsAsync(HttpClient http, string first, string second)
    {
        await TimedAsync("the restarted dashboard did the rest", () => UntilAsync(async () =>
            (await JobAsync(http, second))["state"]!.GetValue<string>() == "done"));
        await TimedAsync("all effects were there", () => UntilAsync(async () =>
            await NumberAsync("select count(*) from event") == letters - Unreadable
            && await NumberAsync("select count(*) from delivery") == letters - Unreadable && await WaitingAsync() >= Unreadable));
        await using var broker = await Broker.ConnectAsync(Hosts, servers);
        await UntilAsync(async () => await broker.CountAsync(Queue) == 0 && await broker.CountAsync(Queues.DeadLettersOf(Queue)) == 0);

        var (one, two) = (await JobAsync(http, first), await JobAsync(http, second));
        long done(JsonNode job) => job["done"]!.GetValue<long>();
        long again(JsonNode job) => job["failedAgain"]!.GetValue<long>();
        say($"replayed by the first job {done(one)}, by the second {done(two)}; failed again {again(one)} and {again(two)}");
        Assert.Equal(
            (letters, letters, Unreadable, Unreadable, letters - Unreadable, letters - Unreadable, letters + Unreadable),
            (done(one) + done(two), await NumberAsync("select count(*) from dead_letter where state = 'replayed'"), again(one) + again(two),
                await NumberAsync("select count(distinct replay_of) from dead_letter where state = 'waiting'"),
                await NumberAsync("select count(*) from delivery"), await NumberAsync("select count(*) from event"),
                await NumberAsync("select count(*) from dead_letter")));
        Assert.Equal(0, await NumberAsync("select count(*) from dead_letter l where l.state = 'replayed' and l.letter_id !~ '^l-[0-9]+$'"));
    }

    async Task DoneIsAsync(HttpClient http, string job, long atLeast) => await UntilAsync(async () =>
        (await JobAsync(http, job))["done"]!.GetValue<long>() >= atLeast);

    static Task<JsonNode> JobAsync(HttpClient http, string id) => GetAsync(http, $"/api/dead-letters/jobs/{id}");

    static async Task<JsonNode> GetAsync(HttpClient http, string path) =>
        (await http.GetFromJsonAsync<JsonNode>(new Uri(path, UriKind.Relative), Cancelled))!;

    static async Task<JsonNode> PostAsync(HttpClient http, string path, object? body)
    {
        using var answer = await http.PostAsJsonAsync(new Uri(path, UriKind.Relative), body, Cancelled);
        Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(Cancelled));
        return (await answer.Content.ReadFromJsonAsync<JsonNode>(Cancelled))!;
    }

    Task<long> WaitingAsync() => NumberAsync("select coalesce(sum(waiting), 0)::bigint from dead_letter_group");

    async Task<long> NumberAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        command.CommandTimeout = 0;
        return (long)(await command.ExecuteScalarAsync(Cancelled))!;
    }

    async Task UntilAsync(Func<Task<bool>> holds)
    {
        var began = TimeProvider.System.GetTimestamp();
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!await holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, $"It did not come to it within {Patience}.");
            await pause.WaitForNextTickAsync(Cancelled);
        }
    }

    Task<bool> TimedAsync(string what, Func<Task> work) => TimedAsync(what, async () =>
    {
        await work();
        return true;
    });

    async Task<T> TimedAsync<T>(string what, Func<Task<T>> work)
    {
        var began = TimeProvider.System.GetTimestamp();
        var result = await work();
        var took = TimeProvider.System.GetElapsedTime(began);
        say(string.Create(CultureInfo.InvariantCulture, $"{took.TotalMilliseconds,10:N0} ms  {what}"));
        return result;
    }

    async Task<ChildProcess> StartWorkerAsync()
    {
        var worker = Start("Worker");
        await TrackedSystem.ReadyIsAsync(await worker.ListensOnAsync(Patience), HttpStatusCode.OK, within: Patience);
        return worker;
    }

    ChildProcess Start(string project)
    {
        var process = ChildProcess.Start(project, [
            "--Urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=Warning", "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Information",
            $"--ConnectionStrings:RabbitMq={Hosts.RabbitMq}", $"--ConnectionStrings:Postgres={Hosts.Postgres}"]);
        _processes.Add(process);
        return process;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
            await process.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
        if (_hosts is not null)
            await _hosts.DisposeAsync();
    }
}
