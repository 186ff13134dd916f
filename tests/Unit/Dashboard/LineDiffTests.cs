using Tracking.Dashboard.DeadLetters;
using Xunit;

namespace Tracking.Unit.Dashboard;

public sealed class LineDiffTests
{
    [Theory]
    [InlineData("a b c", "a b c", " a, b, c")]
    [InlineData("a b c", "a x c", " a,-b,+x, c")]
    [InlineData("a b c d e", "a c d x e", " a,-b, c, d,+x, e")]
    [InlineData("a", "a a", " a,+a")]
    [InlineData("a b", "c d", "-a,-b,+c,+d")]
    public void What_goes_and_what_comes_is_told_line_by_line(string before, string after, string diff) =>
        Assert.Equal(diff, string.Join(',', LineDiff.Between(before.Replace(' ', '\n'), after.Replace(" ", "\r\n")).Select(line => $"{line.Kind}{line.Text}")));

    [Fact]
    public void However_long_the_texts_are_both_can_be_read_out_of_it()
    {
        var random = new Random(7);
        foreach (var length in (int[])[0, 1, 30, 300, 5_000])
        {
            string[] a = [.. Enumerable.Range(0, length).Select(_ => $"{random.Next(9)}")];
            string[] b = [.. a.Where(_ => random.Next(5) > 0).Append("end")];

            var diff = LineDiff.Between(string.Join('\n', a), string.Join('\n', b));

            Assert.Equal(string.Join('\n', a), string.Join('\n', diff.Where(line => line.Kind != '+').Select(line => line.Text)));
            Assert.Equal(string.Join('\n', b), string.Join('\n', diff.Where(line => line.Kind != '-').Select(line => line.Text)));
        }
    }
}
