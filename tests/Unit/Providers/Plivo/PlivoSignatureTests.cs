using System.Text;
using Tracking.Providers;
using Tracking.Providers.Plivo;
using Xunit;

namespace Tracking.Unit.Providers.Plivo;

/// <summary>The vectors were accepted by Plivo's own classes.</summary>
public sealed class PlivoSignatureTests
{
    const string Token = "N2Y4YTliMGMxZDJlM2Y0MDUxNjI3Mzg0";
    const string Nonce = "48213307715501934422";
    const string Url = "https://hooks.example.net/cb/plivo/dlr";
    const string TenantUrl = Url + "?tenant=acme";

    const string Form =
        "From=14155550100&To=31612345678&MessageUUID=5b0c2f3a-7f1d-4a2e-9b8c-0a1b2c3d4e5f&Status=delivered&Units=1"
        + "&TotalRate=0.0065&TotalAmount=0.00650&ErrorCode=000";

    const string P1 = "+Lr6c3Av5xAC3ZBqZme/Hn6DW/b+qJ0Jh2pAjXiXZ2Q=";
    const string P4 = "OemCSSkrnDUhb5kDK6d3r3LkbcyHUfHdN7ZdOZ++u5E=";
    const string P5 = "oAp6kdy4lTda8xvWUq/NwQ6WTQkzLnkVg1yjGnJ0bNs=";
    const string P6 = "N3dGqtqV3r0MQ+44PoZkZ6zPOxexw7ixzHJ7h17LWiY=";

    [Theory]
    [InlineData(Url, P1)]
    [InlineData("https://hooks.example.net:8443/cb/plivo/dlr?tenant=acme&x=1", "pvrJMVGq1BBExsDSJa3IO8G8QXDwopaVZPkQK600GT8=")]
    [InlineData("https://hooks.example.net", "nA0zj72xLpJYfhMboIe4vFK0FbCfuFYPWrLzX+Zt/mc=")]
    [InlineData(Url + "#fragment", P1)]
    public void Plivos_vectors_of_version_2_verify_and_are_what_we_compute(string url, string signature)
    {
        Assert.Equal(signature, PlivoSignature.ComputeV2(url, Nonce, Token));
        Assert.Equal(SignatureVerdict.Valid, Verify("POST", url, Form, V2(signature)));
        Assert.Equal(SignatureVerdict.Valid, Verify("POST", url, Form, MainV2(signature)));
    }

    [Theory]
    [InlineData("POST", Url, Form, P4)]
    [InlineData("POST", TenantUrl, Form, P5)]
    [InlineData("GET", TenantUrl + "&" + Form, "", P6)]
    public void Plivos_vectors_of_version_3_verify_and_are_what_we_compute(string method, string url, string form, string signature)
    {
        Assert.Equal(signature, PlivoSignature.ComputeV3(method, url, Bytes(form), Nonce, Token));
        Assert.Equal(SignatureVerdict.Valid, Verify(method, url, form, V3(signature)));
        Assert.Equal(SignatureVerdict.Valid, Verify(method, url, form, MainV3(signature)));
    }

    [Fact]
    public void Version_2_does_not_cover_what_the_request_says_so_nobody_may_rely_on_it_for_that()
    {
        var lie = Form.Replace("delivered", "failed", StringComparison.Ordinal);

        Assert.Equal(SignatureVerdict.Valid, Verify("POST", Url, lie, V2(P1)));
        Assert.Equal(SignatureVerdict.Valid, Verify("GET", Url + "?" + lie, "", V2(P1)));
        Assert.Equal(SignatureVerdict.Mismatch, Verify("POST", Url, lie, V3(P4)));
    }

    [Fact]
    public void What_was_signed_otherwise_is_refused()
    {
        Assert.Equal(SignatureVerdict.Mismatch, Verify("POST", Url, Form, V2(P1, nonce: "48213307715501934423")));
        Assert.Equal(SignatureVerdict.Mismatch, Verify("POST", Url, Form, V2(P4)));
        Assert.Equal(SignatureVerdict.Mismatch, Verify("POST", Url, Form, V3(P1)));
        Assert.Equal(SignatureVerdict.Mismatch, Verify("POST", Url + "/", Form, V2(P1)));
        Assert.Equal(SignatureVerdict.Mismatch, Verify("POST", TenantUrl, Form, V3(P4)));
        Assert.Equal(SignatureVerdict.Mismatch, Verify("POST", Url, Form + "&Extra=", V3(P4)));
        Assert.Equal(SignatureVerdict.Mismatch, Verify("POST", Url, "", V3(P4)));
        Assert.Equal(SignatureVerdict.Mismatch, Verify("GET", TenantUrl, Form, V3(P5)));
        Assert.Equal(SignatureVerdict.Mismatch, Verify("POST", Url.Replace("https", "http", StringComparison.Ordinal), Form, V3(P4)));
    }

    [Fact]
    public void A_wrong_version_3_is_never_made_up_for_by_a_right_version_2()
    {
        Assert.Equal(SignatureVerdict.Mismatch, Verify("POST", Url, Form, [.. V2(P1), .. V3(P5)]));
        Assert.Equal(SignatureVerdict.Malformed, Verify("POST", Url, Form, [.. V2(P1), .. V3("x")]));
        Assert.Equal(SignatureVerdict.Missing, Verify("POST", Url, Form, [.. V2(P1), .. V3("")]));
        Assert.Equal(SignatureVerdict.Missing, Verify("POST", Url, Form, [.. V2(P1), ("X-Plivo-Signature-V3-Nonce", Nonce)]));
        Assert.Equal(SignatureVerdict.Missing, Verify("POST", Url, Form, [.. V2(P1), ("X-Plivo-Signature-V3", P4)]));
        Assert.Equal(SignatureVerdict.Missing, Verify("POST", Url, Form, [.. V2(P1), ("X-Plivo-Signature-Ma-V3", P4)]));
    }

    [Fact]
    public void With_both_versions_version_3_suffices() =>
        Assert.Equal(SignatureVerdict.Valid, Verify("POST", Url, Form, [.. V2(P6), .. V3(P4)]));

    [Theory]
    [InlineData(P6 + "," + P1)]
    [InlineData(P1 + ", " + P6)]
    [InlineData("  " + P1 + " ,,")]
    [InlineData("x, " + P1)]
    public void A_header_may_hold_several_signatures(string header) =>
        Assert.Equal(SignatureVerdict.Valid, Verify("POST", Url, Form, V2(header)));

    [Fact]
    public void The_main_accounts_signature_counts_beside_one_of_the_subaccount_that_we_cannot_check()
    {
        (string, string)[] headers = [.. V2(PlivoSignature.ComputeV2(Url, Nonce, "the subaccount's")), .. MainV2(P1)];

        Assert.Equal(SignatureVerdict.Valid, Verify("POST", Url, Form, headers));
        Assert.Equal(SignatureVerdict.Mismatch, Verify("POST", Url, Form, headers[..2]));
    }

    [Theory]
    [InlineData(null, Nonce, SignatureVerdict.Missing)]
    [InlineData("", Nonce, SignatureVerdict.Missing)]
    [InlineData(P1, null, SignatureVerdict.Missing)]
    [InlineData(P1, "", SignatureVerdict.Missing)]
    [InlineData(" ", Nonce, SignatureVerdict.Malformed)]
    [InlineData(",", Nonce, SignatureVerdict.Malformed)]
    [InlineData("+Lr6c3Av5xAC3ZBqZme/Hn6DW/b+qJ0Jh2pAjXiXZ2Q", Nonce, SignatureVerdict.Malformed)]
    [InlineData("+Lr6c3Av5xAC3ZBqZme/Hn6DW/b+qJ0Jh2pAjXiXZ2QA", Nonce, SignatureVerdict.Malformed)]
    [InlineData("*Lr6c3Av5xAC3ZBqZme/Hn6DW/b+qJ0Jh2pAjXiXZ2Q=", Nonce, SignatureVerdict.Malformed)]
    [InlineData("éLr6c3Av5xAC3ZBqZme/Hn6DW/b+qJ0Jh2pAjXiXZ2Q=", Nonce, SignatureVerdict.Malformed)]
    [InlineData("+lr6c3av5xac3zbqzme/hn6dw/b+qj0jh2pajxixz2q=", Nonce, SignatureVerdict.Mismatch)]
    public void A_signature_that_cannot_be_right_is_told_apart_from_a_wrong_one(
        string? signature, string? nonce, SignatureVerdict verdict)
    {
        var headers = new[] { ("X-Plivo-Signature-V2", signature), ("X-Plivo-Signature-V2-Nonce", nonce) };

        Assert.Equal(verdict, Verify("POST", Url, Form, [.. headers.Where(h => h.Item2 is not null).Select(h => (h.Item1, h.Item2!))]));
    }

    [Fact]
    public void Any_of_several_tokens_may_have_signed_and_none_is_not_any()
    {
        var request = Requests.Post(Url, null, Bytes(Form), V2(P1));

        Assert.Equal(SignatureVerdict.Valid, PlivoSignature.Verify(request, [Bytes("the next one"), Bytes(Token)]));
        Assert.Equal(SignatureVerdict.Mismatch, PlivoSignature.Verify(request, [Bytes("the next one")]));
        Assert.NotEqual(SignatureVerdict.Valid, PlivoSignature.Verify(request, []));
    }

    [Theory]
    [InlineData("a=1&b=2", "&&b=2&&a=1&")]
    [InlineData("a=+%C3%A9%25", "%61=%20é%")]
    [InlineData("b=&a=2&a=1", "a=1&a=2&b")]
    public void Parameters_are_signed_as_they_read_not_as_they_are_written(string one, string other)
    {
        Assert.Equal(Post(Url, one), Post(Url, other));
        Assert.Equal(Post(Url + "?" + one, "x=y"), Post(Url + "?" + other, "x=y"));
        Assert.Equal(Get(Url + "?" + one), Get(Url + "?" + other));
        Assert.NotEqual(Post(Url, "a=1&a=1"), Post(Url, "a=1"));

        static string Post(string url, string form) => PlivoSignature.ComputeV3("POST", url, Bytes(form), Nonce, Token);
        static string Get(string url) => PlivoSignature.ComputeV3("GET", url, default, Nonce, Token);
    }

    [Fact]
    public void Even_the_largest_request_of_separators_is_decided()
    {
        var separators = string.Concat(Enumerable.Repeat("a&", 32 * 1024));
        var signature = PlivoSignature.ComputeV3("POST", Url + "?" + separators, Bytes(separators), Nonce, Token);

        Assert.Equal(SignatureVerdict.Valid, Verify("POST", Url + "?" + separators, separators, V3(signature)));
    }

    static (string, string)[] V2(string signature, string nonce = Nonce) =>
        [("X-Plivo-Signature-V2", signature), ("X-Plivo-Signature-V2-Nonce", nonce)];

    static (string, string)[] MainV2(string signature) =>
        [("X-Plivo-Signature-Ma-V2", signature), ("X-Plivo-Signature-V2-Nonce", Nonce)];

    static (string, string)[] V3(string signature) =>
        [("X-Plivo-Signature-V3", signature), ("X-Plivo-Signature-V3-Nonce", Nonce)];

    static (string, string)[] MainV3(string signature) =>
        [("X-Plivo-Signature-Ma-V3", signature), ("X-Plivo-Signature-V3-Nonce", Nonce)];

    static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    static SignatureVerdict Verify(string method, string url, string form, params (string Name, string Value)[] headers) =>
        PlivoSignature.Verify(
            Requests.Post(url, null, Bytes(form), [.. headers.DistinctBy(h => h.Name)]) with { Method = method }, [Bytes(Token)]);
}
