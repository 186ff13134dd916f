using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Tracking.Contracts;
using Xunit;

namespace Tracking.Unit.Contracts;

/// <summary>Tokens for receipts and unsubscribes: what is believed, and what is not.</summary>
public sealed class TokenTests
{
    const string Key = "a key of at least thirty-two bytes, and more";
    const string NewKey = "the key that takes the place of the other one";

    static readonly DateTimeOffset Now = new(2026, 11, 21, 3, 0, 0, TimeSpan.Zero);
    static readonly UnsubscribeToken Ana = new("acme", "email", "ana@example.org", "marketing", Now.AddDays(60));

    [Fact]
    public void What_was_signed_is_read_again()
    {
        var receipt = new ReceiptToken("d-1", Now.AddHours(1));

        Assert.Equal(receipt, ReceiptToken.Read(receipt.Sign(Key), [Key], Now));
        Assert.Equal(Ana, UnsubscribeToken.Read(Ana.Sign(Key), [Key], Now));
        Assert.Equal(Ana with { TenantId = null }, UnsubscribeToken.Read((Ana with { TenantId = null }).Sign(Key), [Key], Now));
    }

    [Fact]
    public void Any_of_several_keys_may_have_signed_it_and_no_other()
    {
        Assert.NotNull(UnsubscribeToken.Read(Ana.Sign(Key), [NewKey, Key], Now));
        Assert.NotNull(UnsubscribeToken.Read(Ana.Sign(NewKey), [NewKey, Key], Now));
        Assert.Null(UnsubscribeToken.Read(Ana.Sign(Key), [NewKey], Now));
        Assert.Null(UnsubscribeToken.Read(Ana.Sign(Key), [], Now));
    }

    [Fact]
    public void It_ends_at_its_second()
    {
        var token = Ana.Sign(Key);

        Assert.NotNull(UnsubscribeToken.Read(token, [Key], Ana.ExpiresAt.AddTicks(-1)));
        Assert.Null(UnsubscribeToken.Read(token, [Key], Ana.ExpiresAt));
    }

    [Fact]
    public void One_purpose_is_not_another()
    {
        var receipt = new ReceiptToken("d-1", Now.AddHours(1));

        Assert.Null(UnsubscribeToken.Read(receipt.Sign(Key), [Key], Now));
        Assert.Null(ReceiptToken.Read(Ana.Sign(Key), [Key], Now));
        Assert.Null(ReceiptToken.Read(Forge("""{"aud":"unsubscribe","exp":1795300000,"sub":"d-1"}"""), [Key], Now));
    }

    [Fact]
    public void With_any_one_character_changed_it_is_refused()
    {
        var token = Ana.Sign(Key);
        for (var i = 0; i < token.Length; i++)
        {
            var changed = token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..];
            Assert.Null(UnsubscribeToken.Read(changed, [Key], Now));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a.b.c")]
    [InlineData("a.b")]
    [InlineData("a.b.c.d")]
    [InlineData("é.é.é")]
    [InlineData("e30.e30.")]
    public void What_is_no_token_is_refused_without_an_exception(string token)
    {
        Assert.Null(UnsubscribeToken.Read(token, [Key], Now));
        Assert.Null(ReceiptToken.Read(token, [Key], Now));
    }

    [Theory]
    [InlineData("""{"alg":"none"}""")]
    [InlineData("""{"alg":"HS512"}""")]
    [InlineData("""{"alg":"RS256"}""")]
    [InlineData("""{"typ":"JWT"}""")]
    [InlineData("""{"alg":"HS256","crit":["exp"]}""")]
    [InlineData("""{"alg":"HS256","alg":"none"}""")]
    [InlineData("""["HS256"]""")]
    [InlineData("HS256")]
    public void Another_algorithm_is_refused_though_the_key_is_right(string header) =>
        Assert.Null(ReceiptToken.Read(Forge("""{"aud":"receipt","exp":1795300000,"sub":"d-1"}""", header), [Key], Now));

    [Theory]
    [InlineData("""{"aud":"receipt","exp":1795300000,"sub":"d-1"}""", true)]
    [InlineData("""{"aud":["x","receipt"],"exp":1795300000.5,"sub":"d-1","iss":"shop","iat":1}""", true)]
    [InlineData("""{"aud":["x",1],"exp":1795300000,"sub":"d-1"}""", false)]
    [InlineData("""{"aud":"receipt","sub":"d-1"}""", false)]
    [InlineData("""{"aud":"receipt","exp":"1795300000","sub":"d-1"}""", false)]
    [InlineData("""{"aud":"receipt","exp":1e300,"sub":"d-1"}""", false)]
    [InlineData("""{"aud":"receipt","exp":-1,"sub":"d-1"}""", false)]
    [InlineData("""{"exp":1795300000,"sub":"d-1"}""", false)]
    [InlineData("""{"aud":"receipt","exp":1795300000}""", false)]
    [InlineData("""{"aud":"receipt","exp":1795300000,"sub":7}""", false)]
    [InlineData("""{"aud":"receipt","exp":1795300000,"sub":"d 1"}""", false)]
    [InlineData("""{"aud":"receipt","exp":1795300000,"sub":"\ud800"}""", false)]
    [InlineData("""{"aud":"receipt","exp":1795300000,"sub":"d-1","sub":"d-2"}""", false)]
    [InlineData("""[]""", false)]
    public void Any_language_may_mint_it_and_what_it_must_say_it_must_say_well(string claims, bool isBelieved) =>
        Assert.Equal(isBelieved, ReceiptToken.Read(Forge(claims), [Key], Now) is not null);

    [Theory]
    [InlineData("""{"aud":"unsubscribe","exp":1795300000,"chn":"email","rcp":"a@x.org","scp":"all"}""", true)]
    [InlineData("""{"aud":"unsubscribe","exp":1795300000,"chn":"email","rcp":"a@x.org","scp":"security"}""", false)]
    [InlineData("""{"aud":"unsubscribe","exp":1795300000,"chn":"email","rcp":"a@x.org"}""", false)]
    [InlineData("""{"aud":"unsubscribe","exp":1795300000,"chn":"","rcp":"a@x.org","scp":"all"}""", false)]
    [InlineData("""{"aud":"unsubscribe","exp":1795300000,"chn":"email","rcp":" ","scp":"all"}""", false)]
    public void An_unsubscribe_names_an_address_and_a_scope(string claims, bool isBelieved) =>
        Assert.Equal(isBelieved, UnsubscribeToken.Read(Forge(claims), [Key], Now) is not null);

    [Fact]
    public void A_token_that_would_not_be_believed_is_not_signed()
    {
        Assert.Contains("at least 32 bytes", Assert.Throws<ArgumentException>(() => Ana.Sign("too short")).Message, StringComparison.Ordinal);
        Assert.Contains("scope", Assert.Throws<ArgumentException>(() => (Ana with { Scope = "security" }).Sign(Key)).Message, StringComparison.Ordinal);
        Assert.Contains("deliveryId", Assert.Throws<ArgumentException>(() => new ReceiptToken("d 1", Now).Sign(Key)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_headers_of_a_mail_are_those_of_one_click()
    {
        var headers = Ana.Headers(new Uri("https://hooks.example.org/base/"), Key);

        Assert.Equal($"<https://hooks.example.org/base/unsubscribe/{Ana.Sign(Key)}>", headers["List-Unsubscribe"]);
        Assert.Equal("List-Unsubscribe=One-Click", headers["List-Unsubscribe-Post"]);
        Assert.Throws<ArgumentException>(() => Ana.Headers(new Uri("http://hooks.example.org"), Key));
    }

    [Fact]
    public void A_token_is_a_JWT_as_others_make_it()
    {
        var parts = new ReceiptToken("d-1", Now.AddHours(1)).Sign(Key).Split('.');

        Assert.Equal("HS256", JsonNode.Parse(Base64Url.DecodeFromChars(parts[0]))!["alg"]!.GetValue<string>());
        Assert.Equal(
            $$"""{"aud":"receipt","exp":{{Now.AddHours(1).ToUnixTimeSeconds()}},"sub":"d-1"}""",
            Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1])));
    }

    static string Forge(string claims, string header = """{"alg":"HS256"}""")
    {
        var text = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header)) + "." + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims));
        return $"{text}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key), Encoding.ASCII.GetBytes(text)))}";
    }
}
