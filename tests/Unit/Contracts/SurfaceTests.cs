using Tracking.Contracts;
using Xunit;

namespace Tracking.Unit.Contracts;

/// <summary>Producers and subscribers are built apart from us: what they were built against must stay.</summary>
public sealed class SurfaceTests
{
    static readonly string[] Recorded =
        File.ReadAllLines(Repository.File("tests", "Unit", "Contracts", "Recorded", "surface.txt"));

    [Fact]
    public void Nothing_that_was_published_is_removed_renamed_retyped_or_newly_required() =>
        Assert.Empty(Surface.Breaks(Recorded, Surface.Of(typeof(NotificationSent).Assembly)));

    /// <summary>A compatible addition fails here alone: add its lines to <c>Recorded/surface.txt</c>.</summary>
    [Fact]
    public void Every_addition_is_recorded() =>
        Assert.Equal(Recorded, Surface.Of(typeof(NotificationSent).Assembly));

    [Fact]
    public void An_optional_addition_and_a_new_message_break_nobody() =>
        Assert.Empty(Surface.Breaks(
            ["Sent.Id: String required"],
            ["Sent.Id: String required", "Sent.Note: String?", "Read.Id: String required"]));

    [Theory]
    [InlineData("gone or changed: Sent.Id: String required", "Sent.Note: String?")]
    [InlineData("gone or changed: Sent.Id: String required", "Sent.Key: String required", "Sent.Note: String?")]
    [InlineData("gone or changed: Sent.Id: String required", "Sent.Id: Guid required", "Sent.Note: String?")]
    [InlineData("gone or changed: Sent.Note: String?", "Sent.Id: String required", "Sent.Note: String? required")]
    [InlineData(
        "newly required: Sent.Key: String required",
        "Sent.Id: String required", "Sent.Note: String?", "Sent.Key: String required")]
    public void A_removal_a_rename_another_type_or_a_new_demand_breaks_somebody(string expected, params string[] current) =>
        Assert.Contains(expected, Surface.Breaks(["Sent.Id: String required", "Sent.Note: String?"], current));

    [Fact]
    public void The_surface_tells_required_optional_and_constant_members_apart()
    {
        var surface = Surface.Of(typeof(NotificationSent).Assembly);

        Assert.Contains("NotificationSent.DeliveryId: String required", surface);
        Assert.Contains("NotificationSent.TenantId: String?", surface);
        Assert.Contains("NotificationSent.DurationMs: Int32?", surface);
        Assert.Contains("Queues.NotificationSent: String = tracking.notification-sent", surface);
    }
}
