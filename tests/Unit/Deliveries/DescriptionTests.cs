using Tracking.Deliveries;
using Xunit;
using static Tracking.Deliveries.DescriptionField;

namespace Tracking.Unit.Deliveries;

public sealed class DescriptionTests
{
    [Fact]
    public void A_field_is_never_emptied_by_a_later_event_that_lacks_it()
    {
        var described = Of(1, 0, (TenantId, "acme"), (Channel, "email")).Join(Of(2, 5, (TenantId, null), (Channel, " ")));

        Assert.Equal(("acme", "email"), (described[TenantId], described[Channel]));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    public void An_earlier_event_that_lacks_a_field_leaves_it_to_be_filled(string? lacking) =>
        Assert.Equal("acme", Of(1, 0, (TenantId, lacking)).Join(Of(2, 5, (TenantId, "acme")))[TenantId]);

    [Fact]
    public void A_field_is_filled_when_it_is_first_known_and_keeps_its_own_stamp()
    {
        var described = Of(1, 0, (TenantId, "acme")).Join(Of(2, 5, (Category, "billing")));

        Assert.Equal(new Said("acme", Sample.Noon, Sample.Id(1)), described.Said(TenantId));
        Assert.Equal(new Said("billing", Sample.Noon.AddMinutes(5), Sample.Id(2)), described.Said(Category));
    }

    [Fact]
    public void Where_two_events_disagree_the_earlier_one_stands_in_either_order()
    {
        var early = Of(2, 0, (TenantId, "acme"));
        var late = Of(1, 1, (TenantId, "globex"));

        Assert.Equal("acme", late.Join(early)[TenantId]);
        Assert.Equal("acme", early.Join(late)[TenantId]);
    }

    [Fact]
    public void Where_they_happened_at_one_instant_the_smaller_event_id_stands()
    {
        var smaller = Of(1, 0, (TenantId, "globex"));
        var greater = Of(2, 0, (TenantId, "acme"));

        Assert.Equal("globex", greater.Join(smaller)[TenantId]);
        Assert.Equal("globex", smaller.Join(greater)[TenantId]);
    }

    [Fact]
    public void Where_one_event_says_two_things_the_smaller_value_stands()
    {
        Assert.Equal("acme", Of(1, 0, (TenantId, "globex")).Join(Of(1, 0, (TenantId, "acme")))[TenantId]);
        Assert.Equal("acme", Of(1, 0, (TenantId, "acme")).Join(Of(1, 0, (TenantId, "globex")))[TenantId]);
    }

    [Fact]
    public void Each_field_is_joined_for_itself()
    {
        var described = Of(1, 0, (TenantId, "acme"), (Category, "billing")).Join(Of(2, -1, (Category, "product")));

        Assert.Equal(("acme", "product"), (described[TenantId], described[Category]));
    }

    [Fact]
    public void A_delivery_takes_its_description_from_ambiguous_events_too()
    {
        var e = Sample.Event(Evidence.Opened) with { Ambiguous = true, Description = Of(1, 0, (TenantId, "acme")) };

        Assert.Equal("acme", Sample.Fold(e).Description[TenantId]);
    }

    [Fact]
    public void Stamps_are_whole_microseconds_in_UTC()
    {
        var at = new DateTimeOffset(2026, 11, 21, 13, 0, 0, TimeSpan.FromHours(1)).AddTicks(7);

        var said = Description.Of(at, Sample.Id(1), (TenantId, "acme")).Said(TenantId)!.Value;

        Assert.Equal((Sample.Noon, TimeSpan.Zero), (said.At, said.At.Offset));
    }

    [Fact]
    public void Descriptions_that_say_the_same_have_one_hash_and_others_have_others()
    {
        static Description Of(string tenant) => Description.Of(Sample.Noon, Sample.Id(1), (DescriptionField.TenantId, tenant));

        Assert.Equal(Of("acme").GetHashCode(), Of("acme").GetHashCode());
        Assert.NotEqual(Of("acme").GetHashCode(), Of("globex").GetHashCode());
    }

    [Fact]
    public void A_description_read_back_from_its_fields_is_the_same()
    {
        var described = Of(1, 0, (NotificationId, "n"), (Metadata, "{}"));

        Assert.Equal(described, Description.Of([.. Enum.GetValues<DescriptionField>().Select(described.Said)]));
        Assert.NotEqual(described, Of(1, 0, (NotificationId, "n")));
    }

    [Fact]
    public void A_description_of_another_number_of_fields_is_refused() =>
        Assert.Throws<ArgumentException>(() => Description.Of(new Said?[Description.FieldCount - 1]));

    [Fact]
    public void Metadata_has_one_text_whatever_the_order_of_its_entries()
    {
        var one = new Dictionary<string, string> { ["b"] = "2", ["a"] = "1", ["B"] = "3" };
        var other = new Dictionary<string, string> { ["B"] = "3", ["a"] = "1", ["b"] = "2" };

        Assert.Equal("""{"B":"3","a":"1","b":"2"}""", Description.MetadataText(one));
        Assert.Equal(Description.MetadataText(one), Description.MetadataText(other));
    }

    [Fact]
    public void No_metadata_and_empty_metadata_say_nothing()
    {
        Assert.Null(Description.MetadataText(null));
        Assert.Null(Description.MetadataText(new Dictionary<string, string>()));
    }

    /// <summary>A table has a column or an element for each, found by number.</summary>
    [Fact]
    public void The_fields_keep_their_order() =>
        Assert.Equal(
            "NotificationId TenantId Channel NotificationType Category TemplateId NotifiableType NotifiableId Recipient Provider "
                + "DurationMs Metadata",
            string.Join(' ', Enum.GetNames<DescriptionField>()));

    static Description Of(int id, int minute, params ReadOnlySpan<(DescriptionField, string?)> fields) =>
        Description.Of(Sample.Noon.AddMinutes(minute), Sample.Id(id), fields);
}
