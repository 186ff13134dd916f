using System.Net;
using Tracking.Deliveries;
using Tracking.Storage;
using Xunit;

namespace Tracking.Unit.Dashboard;

public sealed class CallbackTests
{
    static readonly DateTimeOffset Noon = Facts.Noon;

    [Fact]
    public async Task An_event_leads_to_the_callback_that_told_of_it()
    {
        await using var dashboard = await DashboardHost.StartAsync();
        var callback = new KeptCallback
        {
            CallbackId = Guid.CreateVersion7(Noon),
            Provider = "twilio",
            ReceivedAt = Noon,
            Method = "POST",
            Url = "https://hooks.example.net/webhooks/twilio/status",
            Headers = new Dictionary<string, string> { ["X-Twilio-Signature"] = "abc" },
            Body = "MessageSid=SM1&MessageStatus=delivered",
        };
        await dashboard.Get<ICallbackStore>().KeepAsync([callback], TestContext.Current.CancellationToken);
        await dashboard.ApplyAsync(
            Facts.Sent("d-1", Noon, "SM1"), Facts.Callback(Evidence.Delivered, "SM1", Noon.AddMinutes(1)) with { CallbackId = callback.CallbackId });

        var events = (await dashboard.GetAsync("/api/deliveries/d-1")).Json["events"]!.AsArray();
        var answer = await dashboard.GetAsync($"/api/callbacks/{events[1]!["callbackId"]}");

        Assert.Null(events[0]!["callbackId"]);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(
            ["callbackId", "provider", "account", "receivedAt", "method", "url", "contentType", "headers", "body"],
            answer.Json.AsObject().Select(member => member.Key));
        Assert.Equal(callback.Body, answer.Json["body"]!.GetValue<string>());
        Assert.Equal("…", answer.Json["headers"]!["X-Twilio-Signature"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("01956a2c-0000-7000-8000-000000000000")]
    [InlineData("x")]
    [InlineData("%3Cb%3E")]
    public async Task One_that_is_not_kept_is_a_404(string id)
    {
        await using var dashboard = await DashboardHost.StartAsync();

        (await dashboard.GetAsync($"/api/callbacks/{id}")).Problem(HttpStatusCode.NotFound);
    }
}
