using System.Net;
using Tracking.Deliveries;
using Xunit;

namespace Tracking.Unit.Dashboard;

public sealed class DeliveryTests
{
    static readonly DateTimeOffset Noon = Facts.Noon;

    [Fact]
    public async Task A_delivery_comes_with_its_timeline()
    {
        await using var dashboard = await DashboardHost.StartAsync();
        await dashboard.ApplyAsync(
            Facts.Callback(Evidence.Undelivered, "SM1", Noon.AddMinutes(2), reason: "blocked") with
            {
                ErrorCode = "30007",
                ErrorMessage = "Filtered",
            },
            Facts.Sent("d-1", Noon, "SM1"));

        var delivery = (await dashboard.GetAsync("/api/deliveries/d-1")).Json;

        Assert.Equal("d-1", delivery["deliveryId"]!.GetValue<string>());
        Assert.Equal("bounced", delivery["status"]!.GetValue<string>());
        Assert.Equal("blocked", delivery["reason"]!.GetValue<string>());
        Assert.Equal("""{"code":"30007","message":"Filtered"}""", delivery["error"]!.ToJsonString());
        var events = delivery["events"]!.AsArray();
        Assert.Equal(["sent", "undelivered"], events.Select(e => e!["evidence"]!.GetValue<string>()));
        Assert.Equal(
        [
            "id", "evidence", "reason", "error", "occurredAt", "receivedAt", "source", "provider", "providerMessageId",
            "recipient", "ambiguous", "byMachine", "url", "callbackId",
        ], events[0]!.AsObject().Select(member => member.Key));
        Assert.Null(events[0]!["error"]);
        Assert.Equal("30007", events[1]!["error"]!["code"]!.GetValue<string>());
        Assert.Equal("events", delivery.AsObject().Last().Key);
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("D-1")]
    [InlineData("%3Cscript%3Ealert(1)%3C%2Fscript%3E")]
    [InlineData("'%20or%201=1%20--")]
    [InlineData("%D0%B6%E9%80%9A%F0%9F%94%94")]
    [InlineData("a%2Fb")]
    [InlineData("%FF%FE")]
    public async Task An_unknown_delivery_is_a_404_that_does_not_repeat_its_id(string id)
    {
        await using var dashboard = await DashboardHost.StartAsync();
        await dashboard.ApplyAsync(Facts.Sent("d-1", Noon));

        var answer = (await dashboard.GetAsync($"/api/deliveries/{id}")).Problem(HttpStatusCode.NotFound);

        Assert.Equal("No delivery with this id is known.", answer.Json["detail"]!.GetValue<string>());
        Assert.DoesNotContain("script", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(129)]
    [InlineData(10_000)]
    public async Task An_id_longer_than_any_is_unknown(int length)
    {
        await using var dashboard = await DashboardHost.StartAsync();

        (await dashboard.GetAsync($"/api/deliveries/{new string('d', length)}")).Problem(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_id_of_every_allowed_character_is_found()
    {
        const string id = "AZaz09._:~-";
        await using var dashboard = await DashboardHost.StartAsync();
        await dashboard.ApplyAsync(Facts.Sent(id, Noon));

        Assert.Equal(HttpStatusCode.OK, (await dashboard.GetAsync($"/api/deliveries/{id}")).Status);
    }
}
