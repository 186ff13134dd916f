using System.Diagnostics.Metrics;
using System.Net;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Tracking.Contracts;
using Tracking.Ingress.Refusals;
using Xunit;
using static Tracking.Unit.Ingress.IngressUnderTest;

namespace Tracking.Unit.Ingress;

public sealed class RefusalTests
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_refused_is_reported_by_account_and_cause_with_what_was_accepted_meanwhile()
    {
        await using var ingress = await StartAsync();
        await SendAsync(ingress, TwilioRequest(TwilioForm()), HttpStatusCode.OK);
        await SendAsync(ingress, TwilioRequest(TwilioForm(), token: OtherToken), HttpStatusCode.Forbidden);
        await SendAsync(ingress, TwilioRequest(TwilioForm(), token: OtherToken), HttpStatusCode.Forbidden);
        await SendAsync(ingress, Unsigned("/webhooks/twilio/status"), HttpStatusCode.Forbidden);
        await SendAsync(ingress, Unsigned("/webhooks/twilio/status/acme"), HttpStatusCode.Forbidden);

        await ReportAsync(ingress);

        var reports = ingress.Messages.OfType<CallbacksRefused>().OrderBy(r => r.Account).ThenBy(r => r.Cause).ToArray();
        Assert.Equal(
            [("twilio", null, "mismatch", 2, 1), ("twilio", null, "missing", 1, 1), ("twilio", "acme", "missing", 1, 0)],
            reports.Select(r => (r.Provider, r.Account, r.Cause, r.Refused, r.Accepted)));
        Assert.All(reports, report =>
        {
            Assert.True(report.From < report.To);
            Assert.Null(MessageRules.Check(report, report.To));
        });
    }

    [Fact]
    public async Task Nothing_is_reported_twice_nor_where_nothing_was_refused()
    {
        await using var ingress = await StartAsync();
        await SendAsync(ingress, TwilioRequest(TwilioForm(), token: OtherToken), HttpStatusCode.Forbidden);
        await ReportAsync(ingress);

        await SendAsync(ingress, TwilioRequest(TwilioForm()), HttpStatusCode.OK);
        await ReportAsync(ingress);
        await SendAsync(ingress, TwilioRequest(TwilioForm(), token: OtherToken), HttpStatusCode.Forbidden);
        await ReportAsync(ingress);

        var reports = ingress.Messages.OfType<CallbacksRefused>().ToArray();
        Assert.Equal([(1, 0), (1, 0)], reports.Select(r => (r.Refused, r.Accepted)));
        Assert.True(reports[0].To < reports[1].From);
    }

    [Fact]
    public async Task An_account_that_is_not_configured_is_not_counted_whatever_it_is_called()
    {
        await using var ingress = await StartAsync();
        for (var i = 0; i < 20; i++)
            await SendAsync(ingress, Unsigned($"/webhooks/twilio/status/made-up-{i}"), HttpStatusCode.NotFound);

        await ReportAsync(ingress);

        Assert.Empty(ingress.Messages.OfType<CallbacksRefused>());
    }

    [Fact]
    public async Task What_could_not_be_published_is_reported_with_what_has_come_since()
    {
        var broker = new FailingPublishes();
        await using var ingress = await StartAsync(services => services.AddPublishObserver(_ => broker));
        await SendAsync(ingress, TwilioRequest(TwilioForm()), HttpStatusCode.OK);
        await SendAsync(ingress, TwilioRequest(TwilioForm(), token: OtherToken), HttpStatusCode.Forbidden);
        await SendAsync(ingress, Unsigned("/webhooks/twilio/status"), HttpStatusCode.Forbidden);
        broker.Fails = true;
        await ReportAsync(ingress);
        var attempted = ingress.Messages.OfType<CallbacksRefused>().ToArray();

        broker.Fails = false;
        await SendAsync(ingress, TwilioRequest(TwilioForm(), token: OtherToken), HttpStatusCode.Forbidden);
        await ReportAsync(ingress);

        var reports = ingress.Messages.OfType<CallbacksRefused>().Skip(attempted.Length).OrderBy(r => r.Cause).ToArray();
        Assert.Equal([("mismatch", 2, 1), ("missing", 1, 1)], reports.Select(r => (r.Cause, r.Refused, r.Accepted)));
        Assert.All(reports, report => Assert.Equal(attempted[0].From, report.From));
    }

    [Fact]
    public async Task Every_callback_is_metered_by_provider_account_and_verdict()
    {
        await using var ingress = await StartAsync();
        var metered = new List<string>();
        using var listener = new MeterListener();
        var meters = ingress.Services.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument.Name == "tracking.ingress.callbacks" && instrument.Meter.Scope == meters)
                own.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, count, tags, _) =>
            metered.Add($"{instrument.Name} {count} {string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}"));
        listener.Start();

        await SendAsync(ingress, TwilioRequest(TwilioForm()), HttpStatusCode.OK);
        await SendAsync(ingress, Unsigned("/webhooks/twilio/status/acme"), HttpStatusCode.Forbidden);

        Assert.Equal(
        [
            "tracking.ingress.callbacks 1 provider=twilio account= verdict=accepted",
            "tracking.ingress.callbacks 1 provider=twilio account=acme verdict=missing",
        ], metered);
    }

    static async Task SendAsync(IngressUnderTest ingress, HttpRequestMessage request, HttpStatusCode expected)
    {
        using (request)
        using (var response = await ingress.Http.SendAsync(request, Cancelled))
            Assert.Equal(expected, response.StatusCode);
    }

    static Task ReportAsync(IngressUnderTest ingress) =>
        ingress.Services.GetRequiredService<RefusalReporter>().ReportAsync(Cancelled);

    static HttpRequestMessage Unsigned(string path)
    {
        var request = TwilioRequest(TwilioForm(), path);
        request.Headers.Remove("X-Twilio-Signature");
        return request;
    }

    /// <summary>A bus that takes no reports, for a while.</summary>
    sealed class FailingPublishes : IPublishObserver
    {
        public bool Fails { get; set; }

        public Task PrePublish<T>(PublishContext<T> context)
            where T : class =>
            Fails ? Task.FromException(new InvalidOperationException("The broker is away.")) : Task.CompletedTask;

        public Task PostPublish<T>(PublishContext<T> context)
            where T : class => Task.CompletedTask;

        public Task PublishFault<T>(PublishContext<T> context, Exception exception)
            where T : class => Task.CompletedTask;
    }
}
