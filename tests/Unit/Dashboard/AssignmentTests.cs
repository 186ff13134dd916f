using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Tracking.Deliveries;
using Xunit;

namespace Tracking.Unit.Dashboard;

public sealed class AssignmentTests
{
    const string Url = "/api/deliveries/d-1/provider-message-id";

    static readonly DateTimeOffset Noon = Facts.Noon;

    [Fact]
    public async Task An_assignment_joins_the_callbacks_that_waited_for_it()
    {
        await using var dashboard = await DashboardHost.StartAsync();
        await dashboard.ApplyAsync(Facts.Sent("d-1", Noon), Facts.Callback(Evidence.Delivered, "SM1", Noon.AddMinutes(1)));
        Assert.Single((await dashboard.GetAsync("/api/orphans")).Ids);

        var answer = await dashboard.PutAsync(Url, Body("twilio", "SM1"));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("delivered", answer.Json["status"]!.GetValue<string>());
        Assert.Equal("SM1", answer.Json["providerMessageId"]!.GetValue<string>());
        Assert.Equal((await dashboard.GetAsync("/api/deliveries/d-1")).Text, answer.Text);
        Assert.Empty((await dashboard.GetAsync("/api/orphans")).Ids);
    }

    [Fact]
    public async Task An_assignment_is_a_line_of_the_timeline_by_an_operator_now()
    {
        await using var dashboard = await DashboardHost.StartAsync();
        await dashboard.ApplyAsync(Facts.Sent("d-1", Noon));
        dashboard.Clock.Now = Noon.AddDays(1);

        var answer = await dashboard.PutAsync(Url, Body("twilio", "SM1"));

        var line = answer.Json["events"]![1]!;
        Assert.Equal("assigned", line["evidence"]!.GetValue<string>());
        Assert.Equal("operator", line["source"]!.GetValue<string>());
        Assert.Equal(Noon.AddDays(1), line["occurredAt"]!.GetValue<DateTimeOffset>());
        Assert.Null(line["recipient"]);
        Assert.Equal("sent", answer.Json["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_repeated_assignment_changes_nothing_even_in_another_spelling()
    {
        await using var dashboard = await DashboardHost.StartAsync();
        await dashboard.ApplyAsync(Facts.Sent("d-1", Noon));

        var first = await dashboard.PutAsync(Url, Body("twilio", "SM1"));
        dashboard.Clock.Now = Noon.AddHours(1);
        var repeated = await dashboard.PutAsync(Url, Body(" Twilio ", " SM1 "));

        Assert.Equal(2, first.Json["events"]!.AsArray().Count);
        Assert.Equal(first.Text, repeated.Text);
    }

    [Fact]
    public async Task A_second_assignment_adds_its_message_to_the_first()
    {
        await using var dashboard = await DashboardHost.StartAsync();
        await dashboard.ApplyAsync(Facts.Sent("d-1", Noon));

        await dashboard.PutAsync(Url, Body("twilio", "SM1"));
        dashboard.Clock.Now = Noon.AddHours(1);
        var answer = await dashboard.PutAsync(Url, Body("plivo", "P2"));

        Assert.Equal("""["SM1","P2"]""", answer.Json["providerMessageIds"]!.ToJsonString());
        Assert.Equal("P2", answer.Json["providerMessageId"]!.GetValue<string>());
        Assert.Equal(3, answer.Json["events"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("%3Cb%3E")]
    public async Task An_assignment_to_an_unknown_delivery_is_a_404_and_creates_none(string id)
    {
        await using var dashboard = await DashboardHost.StartAsync();

        (await dashboard.PutAsync($"/api/deliveries/{id}/provider-message-id", Body("twilio", "SM1"))).Problem(HttpStatusCode.NotFound);

        Assert.Empty((await dashboard.GetAsync("/api/deliveries")).Ids);
    }

    [Theory]
    [InlineData("""{}""", "provider", "providerMessageId")]
    [InlineData("""{"provider":null,"providerMessageId":null}""", "provider", "providerMessageId")]
    [InlineData("""{"provider":"twilio"}""", "providerMessageId")]
    [InlineData("""{"providerMessageId":"SM1"}""", "provider")]
    [InlineData("""{"provider":" ","providerMessageId":"SM1"}""", "provider")]
    [InlineData("""{"provider":"twilio","providerMessageId":"\u0000"}""", "providerMessageId")]
    public async Task A_missing_or_bad_member_is_named(string body, params string[] members)
    {
        await using var dashboard = await DashboardHost.StartAsync();
        await dashboard.ApplyAsync(Facts.Sent("d-1", Noon));

        var answer = (await dashboard.PutAsync(Url, Raw(body))).Problem(HttpStatusCode.BadRequest);

        Assert.Equal(members, answer.Errors);
    }

    [Theory]
    [InlineData(64, 255, true)]
    [InlineData(65, 255, false)]
    [InlineData(64, 256, false)]
    [InlineData(10_000, 1, false)]
    [InlineData(1, 10_000, false)]
    public async Task Members_are_as_long_as_the_contract_allows(int provider, int id, bool good)
    {
        await using var dashboard = await DashboardHost.StartAsync();
        await dashboard.ApplyAsync(Facts.Sent("d-1", Noon));

        var answer = await dashboard.PutAsync(Url, Body(new string('p', provider), new string('m', id)));

        if (good)
            Assert.Equal(HttpStatusCode.OK, answer.Status);
        else
            answer.Problem(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"<b>\"")]
    [InlineData("{")]
    [InlineData("""{"provider":"twilio","providerMessageId":1}""")]
    [InlineData("""{"provider":"twilio","providerMessageId":"SM1","<script>":1}""")]
    [InlineData("""{"provider":"twilio","provider":"plivo","providerMessageId":"SM1"}""")]
    [InlineData("""{"provider":"twilio","providerMessageId":"\ud800"}""")]
    [InlineData("""{"provider":"twilio","providerMessageId":"SM1"} trailing""")]
    public async Task A_body_that_is_no_assignment_is_refused_without_being_repeated(string body)
    {
        await using var dashboard = await DashboardHost.StartAsync();
        await dashboard.ApplyAsync(Facts.Sent("d-1", Noon));

        var answer = (await dashboard.PutAsync(Url, Raw(body))).Problem(HttpStatusCode.BadRequest);

        Assert.Contains("provider and providerMessageId", answer.Json["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.DoesNotContain("script", answer.Text, StringComparison.Ordinal);
        Assert.Single((await dashboard.GetAsync("/api/deliveries/d-1")).Json["events"]!.AsArray());
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF_8_are_refused()
    {
        await using var dashboard = await DashboardHost.StartAsync();
        byte[] body = [.. Encoding.UTF8.GetBytes("""{"provider":"twilio","providerMessageId":" """), 0xFF, 0xFE, .. "\"}"u8];

        (await dashboard.PutAsync(Url, Raw(body))).Problem(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_body_that_is_too_long_is_refused_however_it_is_sent()
    {
        await using var dashboard = await DashboardHost.StartAsync();
        var body = Encoding.UTF8.GetBytes($$"""{"provider":"twilio","providerMessageId":"SM1"}{{new string(' ', 20_000)}}""");

        (await dashboard.PutAsync(Url, Raw(body))).Problem(HttpStatusCode.RequestEntityTooLarge);
        using var chunked = new HttpRequestMessage(HttpMethod.Put, Url) { Content = Raw(body), Headers = { TransferEncodingChunked = true } };
        (await dashboard.SendAsync(chunked)).Problem(HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData(null)]
    public async Task A_body_of_another_media_type_is_refused(string? mediaType)
    {
        await using var dashboard = await DashboardHost.StartAsync();
        await dashboard.ApplyAsync(Facts.Sent("d-1", Noon));
        var body = Raw("""{"provider":"twilio","providerMessageId":"SM1"}""");
        body.Headers.ContentType = mediaType is null ? null : new MediaTypeHeaderValue(mediaType);

        (await dashboard.PutAsync(Url, body)).Problem(HttpStatusCode.UnsupportedMediaType);
    }

    static JsonContent Body(string provider, string providerMessageId) =>
        JsonContent.Create(new JsonObject { ["provider"] = provider, ["providerMessageId"] = providerMessageId });

    static ByteArrayContent Raw(string body) => Raw(Encoding.UTF8.GetBytes(body));

    static ByteArrayContent Raw(byte[] body) =>
        new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}
