using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tracking.Dashboard.Queues;
using Tracking.Hosting;
using Tracking.Storage;
using Tracking.Unit.Storage;
using Xunit;

namespace Tracking.Unit.Dashboard;

public sealed class QueueTests
{
    // As RabbitMQ 3.10 answered, with the columns that are asked for.
    const string Recorded = """
        {"filtered_count":4,"item_count":4,"items":[
          {"consumers":0,"messages_ready":2,"messages_unacknowledged":1,"name":"tracking.callbacks-received.dead"},
          {"consumers":0,"messages_ready":7,"messages_unacknowledged":0,"name":"tracking.redelivery.10s"},
          {"consumers":2,"message_stats":{"ack_details":{"rate":1.2},"deliver_get_details":{"rate":1.4},"publish_details":{"rate":2.6}},
           "messages_ready":5,"messages_unacknowledged":64,"name":"tracking.callbacks-received"},
          {"name":"tracking.notification-sent"}],
         "page":1,"page_count":1,"page_size":500,"total_count":40}
        """;

    [Fact]
    public async Task Every_queue_is_shown_with_its_rates_and_its_dead_letters()
    {
        await using var management = await Management.StartAsync(_ => Results.Text(Recorded, "application/json"));
        await using var dashboard = await DashboardHost.StartAsync(
            ("RabbitMq:ManagementUrl", management.Url), ("ConnectionStrings:RabbitMq", "amqp://guest:guest@localhost:5672/a%2Fb"));

        await dashboard.Get<IDeadLetterStore>().KeepAsync([Letters.Letter("a"), Letters.Letter("b")], TestContext.Current.CancellationToken);

        var answer = await dashboard.GetAsync("/api/queues");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("""
            [{"name":"tracking.callbacks-received","ready":5,"unacknowledged":64,"consumers":2,"rates":{"publish":2.6,"deliver":1.4,"acknowledge":1.2},"deadLetters":3},
            {"name":"tracking.notification-sent","ready":0,"unacknowledged":0,"consumers":0,"rates":{"publish":null,"deliver":null,"acknowledge":null},"deadLetters":2},
            {"name":"tracking.redelivery.10s","ready":7,"unacknowledged":0,"consumers":0,"rates":{"publish":null,"deliver":null,"acknowledge":null},"deadLetters":null}]
            """.ReplaceLineEndings(""), answer.Json["items"]!.ToJsonString());
        Assert.Equal(("/api/queues/a%2Fb", "Basic " + Convert.ToBase64String("monitor:p@ss"u8)), Assert.Single(management.Asked));
    }

    [Fact]
    public async Task However_many_look_the_broker_is_asked_once_a_second()
    {
        var clock = new StandingClock();
        var asked = new List<TaskCompletionSource<QueueFigures>>();
        var cache = new QueueFiguresCache(clock, _ =>
        {
            asked.Add(new());
            return asked[^1].Task;
        });

        var viewers = Enumerable.Range(0, 50).Select(_ => cache.GetAsync(CancellationToken.None)).ToArray();
        clock.Advance(TimeSpan.FromSeconds(2));
        var late = cache.GetAsync(CancellationToken.None);
        var figures = new QueueFigures(default, []);
        Assert.Single(asked).SetResult(figures);
        Assert.All(await Task.WhenAll([.. viewers, late]), seen => Assert.Same(figures, seen));

        var next = cache.GetAsync(CancellationToken.None);
        Assert.Equal(2, asked.Count);
        clock.Advance(TimeSpan.FromMilliseconds(900));
        asked[1].SetResult(figures);
        await Task.WhenAll(next, cache.GetAsync(CancellationToken.None));
        Assert.Equal(2, asked.Count);
    }

    [Fact]
    public async Task Who_goes_away_does_not_spoil_it_for_the_others()
    {
        var asked = new TaskCompletionSource<QueueFigures>();
        var cache = new QueueFiguresCache(new StandingClock(), _ => asked.Task);
        using var gone = new CancellationTokenSource();
        var impatient = cache.GetAsync(gone.Token);
        var patient = cache.GetAsync(CancellationToken.None);

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        asked.SetResult(new QueueFigures(default, []));

        Assert.Empty((await patient).Queues);
    }

    [Theory]
    [InlineData(401, "{}", "answers with 401")]
    [InlineData(200, "<html>", "is not the broker's management API")]
    [InlineData(200, "{\"items\":[{}]}", "is not the broker's management API")]
    public async Task What_is_no_answer_is_said_and_is_503(int status, string body, string said)
    {
        await using var management = await Management.StartAsync(_ => Results.Text(body, "application/json", Encoding.UTF8, status));
        await using var dashboard = await DashboardHost.StartAsync(("RabbitMq:ManagementUrl", management.Url));

        var problem = (await dashboard.GetAsync("/api/queues")).Problem(HttpStatusCode.ServiceUnavailable);

        Assert.Contains(said, problem.Text, StringComparison.Ordinal);
        Assert.Equal("5", problem.Header("Retry-After"));
        Assert.DoesNotContain("p%40ss", problem.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broker_that_is_away_is_said_and_is_503()
    {
        await using var dashboard = await DashboardHost.StartAsync(("RabbitMq:ManagementUrl", "http://monitor:p%40ss@127.0.0.1:1"));

        var problem = (await dashboard.GetAsync("/api/queues")).Problem(HttpStatusCode.ServiceUnavailable);

        Assert.Contains("cannot be reached", problem.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(dashboard.Log.Lines, line => line.Contains("p%40ss", StringComparison.Ordinal) || line.Contains("p@ss", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_address_that_is_no_URL_is_refused_without_repeating_it()
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(
            () => DashboardHost.StartAsync(("RabbitMq:ManagementUrl", "amqp://monitor:secret@somewhere")));

        Assert.StartsWith("RabbitMq:ManagementUrl must be", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>What answers at the address of a management API, and what it was asked.</summary>
    sealed class Management : IAsyncDisposable
    {
        readonly WebApplication _app;

        Management(WebApplication app) => _app = app;

        public List<(string Path, string? Authorization)> Asked { get; } = [];

        public string Url => $"http://monitor:p%40ss@{_app.ListensOn().Authority}/";

        public static async Task<Management> StartAsync(Func<HttpRequest, IResult> answer)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            var management = new Management(builder.Build());
            management._app.MapGet("/api/queues/{host}", (HttpRequest request) =>
            {
                var raw = request.HttpContext.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
                management.Asked.Add((raw.Split('?')[0], request.Headers.Authorization));
                return answer(request);
            });
            await management._app.StartAsync(TestContext.Current.CancellationToken);
            return management;
        }

        public ValueTask DisposeAsync() => _app.DisposeAsync();
    }
}
