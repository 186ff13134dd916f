using System.Text;
using Tracking.Deliveries;
using Tracking.Providers;
using Tracking.Providers.Brevo;
using Xunit;
using static Tracking.Unit.Providers.Brevo.BrevoRequests;

namespace Tracking.Unit.Providers.Brevo;

public sealed class BrevoParserTests
{
    [Theory]
    [InlineData("request", Evidence.Queued, null, null)]
    [InlineData("delivered", Evidence.Delivered, null, null)]
    [InlineData("deferred", Evidence.Deferred, "deferred", null)]
    [InlineData("hard_bounce", Evidence.HardBounce, "hard_bounce", "hard_bounce all")]
    [InlineData("soft_bounce", Evidence.SoftBounce, "soft_bounce", null)]
    [InlineData("blocked", Evidence.FailedAtProvider, "suppressed", "opted_out all")]
    [InlineData("invalid_email", Evidence.FailedAtProvider, "invalid_recipient", "invalid_recipient all")]
    [InlineData("error", Evidence.FailedAtProvider, "provider", null)]
    [InlineData("spam", Evidence.Complaint, "complaint", "complaint all")]
    [InlineData("complaint", Evidence.Complaint, "complaint", "complaint all")]
    [InlineData("unsubscribe", Evidence.Unsubscribed, null, "unsubscribed all")]
    [InlineData("unsubscribed", Evidence.Unsubscribed, null, "unsubscribed all")]
    [InlineData("opened", Evidence.Opened, null, null)]
    [InlineData("unique_opened", Evidence.Opened, null, null)]
    [InlineData("proxy_open", Evidence.Opened, null, null, true)]
    [InlineData("unique_proxy_open", Evidence.Opened, null, null, true)]
    [InlineData("unique_proxy_opened", Evidence.Opened, null, null, true)]
    [InlineData("click", Evidence.Clicked, null, null)]
    [InlineData("teleported", Evidence.Unknown, "teleported", null)]
    public void The_event_gives_the_evidence(string name, Evidence evidence, string? reason, string? suppression, bool byMachine = false)
    {
        var e = Single(Event(name));

        Assert.Equal((evidence, reason, suppression, byMachine), (e.Evidence, e.Reason, ExpectedEvent.Of(e).Suppression, e.ByMachine));
        Assert.Equal((Id, "ana@example.org"), (e.ProviderMessageId, e.Recipient));
        Assert.Equal(new DateTimeOffset(2026, 11, 21, 2, 54, 0, 123, TimeSpan.Zero), e.StatedAt);
    }

    [Theory]
    [InlineData("1795229640", null)] // Seconds, where milliseconds should be.
    [InlineData("null", null)]
    [InlineData("\"1795229640123\"", 1795229640123)]
    [InlineData("99999999999999999999", null)]
    public void Only_milliseconds_are_a_time_whatever_else_is_said(string epoch, long? milliseconds) => Assert.Equal(
        milliseconds is { } known ? DateTimeOffset.FromUnixTimeMilliseconds(known) : null,
        Single(Event("delivered").Replace("1795229640123", epoch, StringComparison.Ordinal)).StatedAt);

    [Fact]
    public void Ids_are_compared_without_brackets_and_recipients_of_one_id_told_apart()
    {
        var bare = Single(Event("delivered").Replace($"<{Id}>", Id, StringComparison.Ordinal));
        var other = Single(Event("delivered").Replace("Ana@", "ben@", StringComparison.Ordinal));

        Assert.Equal(Single(Event("delivered")), bare);
        Assert.NotEqual(bare.Id, other.Id);
        Assert.Equal("ben@example.org", other.Recipient);
    }

    [Theory]
    [InlineData("delivery_id=d-1", "d-1")]
    [InlineData("""{\"delivery_id\":\"d-1\"}""", "d-1")]
    [InlineData("d-1", null)]
    [InlineData("{", null)]
    public void The_senders_own_text_names_the_delivery_where_it_says_that_it_does(string custom, string? deliveryId) =>
        Assert.Equal(deliveryId, Single(Event("delivered", custom: custom)).DeliveryId);

    [Fact]
    public void Two_clicks_are_one_only_where_the_link_is_the_same()
    {
        var click = Single(Event("click", ""","link":"https://example.org/a" """));

        Assert.Equal("https://example.org/a", click.Url);
        Assert.NotEqual(click.Id, Single(Event("click", ""","link":"https://example.org/b" """)).Id);
    }

    [Fact]
    public void What_went_wrong_is_told_in_the_servers_words()
    {
        Assert.Equal("550 no such user", Single(Event("hard_bounce", ""","reason":"550 no such user" """)).ErrorMessage);
        Assert.Null(Single(Event("delivered", ""","reason":"sent" """)).ErrorMessage);
    }

    [Theory]
    [InlineData("""{"items":[]}""")]
    [InlineData("""{"items":[{"Uuid":["x"]}],"event":"delivered","message-id":"x"}""")]
    [InlineData("""{"event":"list_addition","email":["a@example.org"]}""")]
    public void What_is_not_about_our_mail_is_nothing(string body)
    {
        var reading = Read(body);

        Assert.Empty(reading.Events);
        Assert.Empty(reading.Unreadable);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"event":"delivered"}""")]
    [InlineData("""{"event":"delivered","message-id":"<>"}""")]
    [InlineData("""{"event":"delivered","message-id":["x"]}""")]
    [InlineData("""{"event":["delivered"],"message-id":"x"}""")]
    [InlineData("""{"event":"delivered","message-id":"x","message-id":"y"}""")]
    public void Without_what_we_need_it_is_reported_and_nothing_throws(string body)
    {
        var reading = Read(body);

        Assert.Empty(reading.Events);
        Assert.Null(Assert.Single(reading.Unreadable).Body);
    }

    static DeliveryEvent Single(string body) => Read(body).Single();

    static CallbackReading Read(string body) => BrevoParser.Parse(
        Requests.Post("https://h.example/webhooks/brevo", "application/json", Encoding.UTF8.GetBytes(body))
            .Verified(Configured.Provider("brevo")));
}
