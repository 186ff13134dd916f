using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Tracking.Hosting;
using Xunit;

namespace Tracking.Unit.Hosting;

public sealed class ProblemAnswersTests
{
    [Theory]
    [InlineData("text/html")]
    [InlineData("image/*")]
    [InlineData("application/json;q=0")]
    [InlineData("*/*")]
    public async Task A_path_that_does_not_exist_is_answered_with_problem_details_whatever_the_caller_would_rather_read(string accept)
    {
        var builder = TrackingHost.CreateBuilder([], "http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.UseProblemAnswers();
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var http = new HttpClient { BaseAddress = app.ListensOn() };
        http.DefaultRequestHeaders.TryAddWithoutValidation("Accept", accept);

        using var answer = await http.GetAsync(new Uri("/nothing", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal(404, problem.GetProperty("status").GetInt32());
    }
}
