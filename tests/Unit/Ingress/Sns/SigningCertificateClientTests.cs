using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Tracking.Providers.Ses;
using Xunit;

namespace Tracking.Unit.Ingress.Sns;

public sealed class SigningCertificateClientTests
{
    static readonly DateTimeOffset Now = new ManualClock().Now;
    static readonly RSA Key = RSA.Create(2048);
    static readonly string Pem = Issue("CN=sns.eu-west-1.amazonaws.com", Now.AddDays(-1), Now.AddDays(100));

    [Fact]
    public async Task A_certificate_is_fetched_once_and_kept_for_hours()
    {
        var network = new SnsNetwork(_ => SnsNetwork.Ok(Pem));

        var first = await FindAsync(network, 1);
        network.Clock.Now += TimeSpan.FromHours(5);
        var second = await FindAsync(network, 1);
        Assert.Single(network.Asked);
        network.Clock.Now += TimeSpan.FromHours(2);
        await FindAsync(network, 1);

        Assert.Equal("CN=sns.eu-west-1.amazonaws.com", first!.Subject);
        Assert.Same(first, second);
        Assert.Equal(2, network.Asked.Count);
    }

    [Fact]
    public async Task Requests_that_come_together_share_one_fetch_and_one_that_leaves_does_not_stop_it()
    {
        var answer = new TaskCompletionSource<HttpResponseMessage>();
        var network = new SnsNetwork(_ => answer.Task);
        using var leaving = new CancellationTokenSource();

        var left = Client(network).FindAsync(Url(1), leaving.Token).AsTask();
        var all = Enumerable.Range(0, 20).Select(_ => FindAsync(network, 1)).ToArray();
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        answer.SetResult(SnsNetwork.Ok(Pem));

        Assert.All(await Task.WhenAll(all), Assert.NotNull);
        Assert.Single(network.Asked);
    }

    [Fact]
    public async Task A_failure_is_kept_for_seconds_only()
    {
        var isThere = false;
        var network = new SnsNetwork(_ => isThere ? SnsNetwork.Ok(Pem) : new HttpResponseMessage(HttpStatusCode.NotFound));

        Assert.Null(await FindAsync(network, 1));
        isThere = true;
        Assert.Null(await FindAsync(network, 1));
        Assert.Single(network.Asked);
        network.Clock.Now += TimeSpan.FromSeconds(11);

        Assert.NotNull(await FindAsync(network, 1));
    }

    [Fact]
    public async Task A_passing_fault_is_retried_twice()
    {
        var tries = 0;
        var network = new SnsNetwork(_ => ++tries switch
        {
            1 => throw new HttpRequestException("connection refused"),
            2 => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable),
            _ => SnsNetwork.Ok(Pem),
        });

        Assert.NotNull(await FindAsync(network, 1));
        Assert.Equal(3, network.Asked.Count);
    }

    [Fact]
    public async Task A_lasting_fault_is_a_value()
    {
        var network = new SnsNetwork(HttpResponseMessage (_) => throw new HttpRequestException("connection refused"));

        Assert.Null(await FindAsync(network, 1));
        Assert.Equal(3, network.Asked.Count);
    }

    public static TheoryData<string, string> Untrusted() => new()
    {
        { "nothing", "" },
        { "a web page", "<html></html>" },
        { "a broken certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n" },
        { "one that is over", Issue("CN=sns.eu-west-1.amazonaws.com", Now.AddDays(-9), Now.AddDays(-1)) },
        { "one that is yet to come", Issue("CN=sns.eu-west-1.amazonaws.com", Now.AddDays(1), Now.AddDays(9)) },
        { "somebody else's", Issue("CN=sns.evil.example", Now.AddDays(-1), Now.AddDays(9)) },
        { "a neighbour's", Issue("CN=s3.eu-west-1.amazonaws.com", Now.AddDays(-1), Now.AddDays(9)) },
        { "one that signed itself", SelfSigned() },
        { "too much", Pem + new string(' ', 17 * 1024) },
    };

    [Theory]
    [MemberData(nameof(Untrusted))]
    public async Task A_certificate_that_is_not_to_be_trusted_is_none(string what, string pem)
    {
        var network = new SnsNetwork(_ => SnsNetwork.Ok(pem));

        Assert.True(await FindAsync(network, 1) is null, what);
    }

    [Theory]
    [InlineData(HttpStatusCode.Found)]
    [InlineData(HttpStatusCode.MovedPermanently)]
    [InlineData(HttpStatusCode.NoContent)]
    public async Task A_redirection_is_not_followed(HttpStatusCode status)
    {
        var network = new SnsNetwork(_ => new HttpResponseMessage(status)
        {
            Headers = { Location = new Uri("https://evil.example/") },
            Content = new StringContent(Pem),
        });

        Assert.Null(await FindAsync(network, 1));
        Assert.Single(network.Asked);
    }

    [Fact]
    public async Task However_many_are_asked_for_a_good_one_stays()
    {
        var network = new SnsNetwork(r =>
            r.RequestUri == Url(0) ? SnsNetwork.Ok(Pem) : new HttpResponseMessage(HttpStatusCode.NotFound));

        var good = await FindAsync(network, 0);
        for (var i = 1; i <= 200; i++)
            Assert.Null(await FindAsync(network, i));

        Assert.Same(good, await FindAsync(network, 0));
        Assert.Equal(201, network.Asked.Count);
    }

    static Uri Url(int i) => new($"https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-{i:x}.pem");

    static ISigningCertificates Client(SnsNetwork network) => network.Services.GetRequiredService<ISigningCertificates>();

    static Task<X509Certificate2?> FindAsync(SnsNetwork network, int i) =>
        Client(network).FindAsync(Url(i), TestContext.Current.CancellationToken).AsTask();

    // Like SNS's own: the leaf alone, its issuer not included.
    static string Issue(string subject, DateTimeOffset from, DateTimeOffset to)
    {
        var authority = new CertificateRequest("CN=An issuer that is not at hand", Key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var issuer = authority.CreateSelfSigned(Now.AddYears(-1), Now.AddYears(1));
        var request = new CertificateRequest(subject, Key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var leaf = request.Create(issuer, from, to, [1, 2, 3]);
        return leaf.ExportCertificatePem();
    }

    static string SelfSigned()
    {
        using var certificate = new CertificateRequest(
                "CN=sns.eu-west-1.amazonaws.com", Key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(Now.AddDays(-1), Now.AddDays(1));
        return certificate.ExportCertificatePem();
    }
}
