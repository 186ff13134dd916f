using FsCheck;
using FsCheck.Fluent;
using Tracking.Dashboard.Queries;
using Tracking.Storage;
using Xunit;

namespace Tracking.Unit.Dashboard;

public sealed class CursorTests
{
    static readonly Gen<PagePosition> Positions =
        from days in Gen.Choose(0, 3_652_000)
        from microseconds in Gen.Choose(0, int.MaxValue)
        from id in Gen.Elements("d-1", "a.b_c:d~e", new string('x', 128), "00000000-0000-0000-0000-000000000000")
        select new PagePosition(DateTimeOffset.MinValue.AddDays(days).AddMicroseconds(microseconds), id);

    [Fact]
    public void A_cursor_leads_back_to_its_position_and_needs_no_escaping_in_a_URL()
    {
        Prop.ForAll(Positions.ToArbitrary(), position =>
        {
            var cursor = Cursor.Encode(position, "deliveries?status=sent");

            return Cursor.Decode(cursor, "deliveries?status=sent") == (position, true)
                && Uri.EscapeDataString(cursor) == cursor && cursor.Length <= Cursor.MaxLength;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_cursor_knows_that_it_belongs_to_another_question()
    {
        Prop.ForAll(Positions.ToArbitrary(), position =>
            Cursor.Decode(Cursor.Encode(position, "deliveries?status=sent"), "deliveries?status=queued") == (position, false))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_cursor_with_one_character_changed_is_refused()
    {
        var changes =
            from position in Positions
            let cursor = Cursor.Encode(position, "orphans?")
            from at in Gen.Choose(0, cursor.Length - 1)
            from other in Gen.Elements("ABCDwxyz0189-_=+ /é".ToCharArray())
            where cursor[at] != other
            select (cursor, changed: cursor[..at] + other + cursor[(at + 1)..]);

        Prop.ForAll(changes.ToArbitrary(), c => Cursor.Decode(c.changed, "orphans?") is null).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_shortened_or_prolonged_cursor_is_refused()
    {
        var cursor = Cursor.Encode(new PagePosition(Facts.Noon, "d-1"), "deliveries?");

        Assert.All(Enumerable.Range(0, cursor.Length), length => Assert.Null(Cursor.Decode(cursor[..length], "deliveries?")));
        Assert.Null(Cursor.Decode(cursor + "A", "deliveries?"));
        Assert.Null(Cursor.Decode(cursor + cursor, "deliveries?"));
        Assert.Null(Cursor.Decode(cursor + "=", "deliveries?"));
    }

    [Fact]
    public void A_random_text_is_no_cursor()
    {
        Prop.ForAll<string>(text => text is null || Cursor.Decode(text, "deliveries?") is null).QuickCheckThrowOnFailure();
    }
}
