using System.Security.Cryptography;
using Tracking.Providers;
using Xunit;

namespace Tracking.Unit.Providers;

public sealed class MacTests
{
    static readonly byte[] Text = "text"u8.ToArray(), Key = "key"u8.ToArray(), Other = "other"u8.ToArray();

    [Fact]
    public void Any_of_the_keys_may_have_made_it_also_one_that_is_there_twice()
    {
        var mac = HMACSHA256.HashData(Key, Text);

        Assert.True(Mac.IsMadeBy([Other, Key], HashAlgorithmName.SHA256, Text, mac));
        Assert.True(Mac.IsMadeBy([Key, Key], HashAlgorithmName.SHA256, Text, mac));
        Assert.False(Mac.IsMadeBy([Other], HashAlgorithmName.SHA256, Text, mac));
        Assert.False(Mac.IsMadeBy([], HashAlgorithmName.SHA256, Text, mac));
        Assert.False(Mac.IsMadeBy([Key], HashAlgorithmName.SHA512, Text, mac));
        Assert.False(Mac.IsMadeBy([Key], HashAlgorithmName.SHA256, Text, mac.AsSpan(0, 31)));
        Assert.False(Mac.IsMadeBy([Key], HashAlgorithmName.SHA256, Text, []));
    }

    [Theory]
    [InlineData("AAAA", 3, true)]
    [InlineData("AAA=", 2, true)]
    [InlineData("AA==", 2, false)]
    [InlineData("AAAA", 2, false)]
    [InlineData("AA A", 3, false)]
    [InlineData("", 3, false)]
    [InlineData("AAAAAAAA", 3, false)]
    public void Base64_is_read_where_it_is_of_exactly_as_many_bytes(string text, int bytes, bool isRead) =>
        Assert.Equal(isRead, Mac.TryReadBase64(text, new byte[bytes]));

    [Theory]
    [InlineData("00ff", 2, true)]
    [InlineData("00FF", 2, true)]
    [InlineData("00f", 2, false)]
    [InlineData("00f", 1, false)]
    [InlineData("00fg", 2, false)]
    [InlineData("", 1, false)]
    [InlineData("00ffff", 2, false)]
    public void Hexadecimal_digits_likewise(string text, int bytes, bool isRead) =>
        Assert.Equal(isRead, Mac.TryReadHex(text, new byte[bytes]));
}
