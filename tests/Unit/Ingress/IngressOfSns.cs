using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Tracking.Ingress.Sns;
using Tracking.Providers.Ses;
using Tracking.Unit.Ingress.Sns;
using Tracking.Unit.Providers.Ses;
using Xunit;

namespace Tracking.Unit.Ingress;

/// <summary>
/// The ingress with one topic and the certificate that <see cref="SnsSigner"/> signs with, read from a file. Its network answers as a
/// test says, and keeps what it was asked.
/// </summary>
sealed class IngressOfSns : IAsyncDisposable
{
    public const string SesPath = "/webhooks/ses";

    /// <summary>What confirms a subscription, as we build it; the message names another URL.</summary>
    public const string ConfirmUrl =
        "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription"
        + "&TopicArn=arn%3Aaws%3Asns%3Aeu-west-1%3A111122223333%3Ases-events&Token=2336412f37fb687f5d51e6e2425a";

    /// <summary>The certificate as a PEM file, as an operator pins it.</summary>
    public static readonly string CertificateFile = Written(SnsSigner.Certificate.ExportCertificatePem());

    readonly Network _network;

    IngressOfSns(IngressUnderTest ingress, Network network) => (Ingress, _network) = (ingress, network);

    public IngressUnderTest Ingress { get; }

    /// <summary>Every URL that was fetched, in order.</summary>
    public IReadOnlyCollection<Uri> Asked => _network.Asked;

    /// <param name="answer">What the network answers; null answers everything with a 404.</param>
    public static Task<IngressOfSns> StartAsync(
        Func<Uri, HttpResponseMessage>? answer = null, params (string Key, string? Value)[] settings) =>
        StartAsync(_ => { }, answer, settings);

    public static async Task<IngressOfSns> StartAsync(
        Action<IServiceCollection> configure, Func<Uri, HttpResponseMessage>? answer = null,
        params (string Key, string? Value)[] settings)
    {
        var network = new Network(answer ?? (_ => new HttpResponseMessage(HttpStatusCode.NotFound)));
        var ingress = await IngressUnderTest.StartAsync(
            services =>
            {
                services.AddSingleton<TimeProvider>(new ManualClock());
                services.AddHttpClient(SnsHttp.ClientName).ConfigurePrimaryHttpMessageHandler(() => network);
                configure(services);
            },
            [
                ("Providers:Ses:TopicArns:0", SnsSigner.Topic),
                ("Providers:Ses:PinnedCertificates:0:Url", SnsSigner.CertUrl),
                ("Providers:Ses:PinnedCertificates:0:Path", CertificateFile),
                .. settings,
            ]);
        return new IngressOfSns(ingress, network);
    }

    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        using (request)
            return await Ingress.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public Task<HttpResponseMessage> SendAsync(SnsEnvelope envelope) => SendAsync(Request(SnsSigner.Text(envelope)));

    /// <summary>The request is answered so, and leaves nothing behind: nothing is published, nothing is said beyond the sentence.</summary>
    /// <param name="detail">The whole sentence; null where the answer is the framework's.</param>
    /// <param name="fetched">How often the network was asked meanwhile.</param>
    public async Task<HttpResponseMessage> RefusedAsync(
        HttpRequestMessage request, HttpStatusCode status, string? detail, int fetched = 0)
    {
        var response = await SendAsync(request);
        var problem = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.True(response.StatusCode == status, $"{response.StatusCode}: {problem}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var members = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(problem)!;
        Assert.Empty(members.Keys.Except(["type", "title", "status", "detail", "traceId"]));
        Assert.Equal(detail, members.TryGetValue("detail", out var said) ? said.GetString() : null);
        Assert.Empty(Ingress.Messages);
        Assert.Equal(fetched, Asked.Count);
        return response;
    }

    public Task<HttpResponseMessage> RefusedAsync(SnsEnvelope envelope, HttpStatusCode status, string? detail) =>
        RefusedAsync(Request(SnsSigner.Text(envelope)), status, detail);

    /// <summary>A body as SNS posts it.</summary>
    public static HttpRequestMessage Request(string body, params (string Name, string Value)[] headers) =>
        Request(Encoding.UTF8.GetBytes(body), headers);

    public static HttpRequestMessage Request(byte[] body, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(SesPath, UriKind.Relative)) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "text/plain; charset=UTF-8");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    public ValueTask DisposeAsync() => Ingress.DisposeAsync();

    static string Written(string pem)
    {
        // Drawn anew by each run, of which there may be several at once.
        var path = Path.Combine(AppContext.BaseDirectory, $"sns-signing-certificate-{Environment.ProcessId}.pem");
        File.WriteAllText(path, pem);
        return path;
    }

    sealed class Network(Func<Uri, HttpResponseMessage> answer) : HttpMessageHandler
    {
        public ConcurrentQueue<Uri> Asked { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Enqueue(request.RequestUri!);
            return Task.FromResult(answer(request.RequestUri!));
        }
    }
}
