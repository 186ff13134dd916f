using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Tracking.Providers.Bird;
using Tracking.Providers.MessageBird;
using Tracking.Providers.Plivo;
using Tracking.Providers.Ses;
using Tracking.Providers.Twilio;
using Tracking.Unit.Providers.Bird;
using Tracking.Unit.Providers.MessageBird;
using Tracking.Unit.Providers.Plivo;
using Tracking.Unit.Providers.Ses;
using Tracking.Unit.Providers.Twilio;
using Xunit;

namespace Tracking.Unit.Providers;

/// <summary>
/// Signs the fixtures anew, and writes what they say where that is not written yet, to be looked through before it is committed. Run
/// by hand: <c>FIXTURES=$PWD/tests/Unit/Providers/Fixtures artifacts/bin/Unit/debug/Tracking.Unit -explicit only -class
/// Tracking.Unit.Providers.FixtureWriter</c>. SNS's key is made for the run and thrown away; its certificate is kept.
/// </summary>
public sealed partial class FixtureWriter
{
    static readonly string Folder = Environment.GetEnvironmentVariable("FIXTURES") ?? "";

    [Fact(Explicit = true)]
    public void Write_the_fixtures_of_twilio()
    {
        var token = Secret("twilio", "Providers:Twilio:AuthTokens:0");
        foreach (var (name, url, body) in TwilioRequests.All)
        {
            var bytes = Encoding.UTF8.GetBytes(body);
            var isJson = body.StartsWith('{');
            var signedUrl = isJson ? $"{url}?bodySHA256={Convert.ToHexStringLower(SHA256.HashData(bytes))}" : url;
            Write("twilio", name, signedUrl, isJson ? "application/json" : "application/x-www-form-urlencoded", bytes,
                signed: isJson ? body : body[..body.IndexOf('&')],
                ("X-Twilio-Signature", TwilioSignature.Compute(signedUrl, bytes, token)));
        }

        Assert.NotEmpty(Directory.GetFiles(Path.Combine(Folder, "twilio"), "*.http"));
    }

    [Fact(Explicit = true)]
    public void Write_the_fixtures_of_ses()
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest(
                "CN=sns.eu-west-1.amazonaws.com", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(Requests.Now.AddYears(-1), Requests.Now.AddYears(50));
        File.WriteAllText(Path.Combine(Folder, "ses", "signing-certificate.pem"), certificate.ExportCertificatePem() + "\n");
        foreach (var (index, (name, message)) in SesMessages.All.Index())
        {
            var envelope = SnsSigner.Notification(message) with
            {
                MessageId = $"0a5c1d9e-3b77-5f10-8d42-{index:x12}",
                SignatureVersion = index % 2 == 0 ? "1" : "2",
                Subject = index % 2 == 0 ? null : "Amazon SES Email Event Notification",
            };
            var body = SnsSigner.Body(envelope with { Signature = SnsSignature.Sign(envelope, key) });
            Write("ses", name, "https://hooks.example.net/webhooks/ses", "text/plain; charset=UTF-8", body,
                signed: SesMessages.Ids.FirstOrDefault(id => message.Contains(id, StringComparison.Ordinal)) ?? envelope.Timestamp,
                ("x-amz-sns-message-type", envelope.Type), ("x-amz-sns-message-id", envelope.MessageId),
                ("x-amz-sns-topic-arn", envelope.TopicArn));
        }

        Assert.NotEmpty(Directory.GetFiles(Path.Combine(Folder, "ses"), "*.http"));
    }

    [Fact(Explicit = true)]
    public void Write_the_fixtures_of_plivo()
    {
        var token = Secret("plivo", "Providers:Plivo:AuthTokens:0");
        foreach (var (index, (name, method, version, url, parameters)) in PlivoRequests.All.Index())
        {
            var nonce = $"4821330771550193{4422 + index}";
            var signedUrl = method == "GET" ? $"{url}?{parameters}" : url;
            var body = method == "GET" ? [] : Encoding.UTF8.GetBytes(parameters);
            var signature = version == "V2"
                ? PlivoSignature.ComputeV2(signedUrl, nonce, token)
                : PlivoSignature.ComputeV3(method, signedUrl, body, nonce, token);
            // Version 2 signs no more than where the request went.
            Write("plivo", name, signedUrl, method == "GET" ? null : "application/x-www-form-urlencoded", body,
                signed: version == "V2" ? "/webhooks/plivo/status" : PlivoRequests.Id,
                ($"X-Plivo-Signature-{version}", signature), ($"X-Plivo-Signature-{version}-Nonce", nonce));
        }

        Assert.NotEmpty(Directory.GetFiles(Path.Combine(Folder, "plivo"), "*.http"));
    }

    [Fact(Explicit = true)]
    public void Write_the_fixtures_of_messagebird()
    {
        var key = Secret("messagebird", "Providers:MessageBird:SigningKeys:0");
        foreach (var (index, (name, query)) in MessageBirdRequests.All.Index())
        {
            var url = MessageBirdRequests.Url + "?" + query;
            var token = MessageBirdToken.Create(
                url, default, $"0d7c9a52-1f35-4a63-8f0e-5b2d6c7a{index:x4}", Requests.Now.AddSeconds(-1), key);
            Write("messagebird", name, url, null, [], signed: query, ("MessageBird-Signature-JWT", token));
        }

        Assert.NotEmpty(Directory.GetFiles(Path.Combine(Folder, "messagebird"), "*.http"));
    }

    [Fact(Explicit = true)]
    public void Write_the_fixtures_of_bird()
    {
        var key = Secret("bird", "Providers:Bird:SigningKeys:0");
        var timestamp = $"{Requests.Now.AddHours(-4).ToUnixTimeSeconds()}"; // Kept when it is sent again.
        foreach (var (name, json) in BirdRequests.All)
        {
            var body = Encoding.UTF8.GetBytes(json);
            Write("bird", name, BirdRequests.Url, "application/json", body, signed: json,
                ("MessageBird-Signature", BirdSignature.Compute(timestamp, BirdRequests.Url, body, key)),
                ("MessageBird-Request-Timestamp", timestamp));
        }

        Assert.NotEmpty(Directory.GetFiles(Path.Combine(Folder, "bird"), "*.http"));
    }

    static string Secret(string provider, string key) =>
        new ConfigurationBuilder().AddJsonFile(Path.Combine(Folder, provider, "settings.json")).Build()[key]!;

    /// <summary>Of a provider that signs nothing: with Basic credentials, or the secret of a header for every other one.</summary>
    static void WriteWithSecret(string provider, string section, IEnumerable<(string Name, string Json)> requests)
    {
        var credentials = Secret(provider, $"{section}:Credentials:0");
        (string Name, string Value)[] proofs =
        [
            ("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials))),
            (Secret(provider, $"{section}:HeaderName"), Secret(provider, $"{section}:HeaderSecrets:0")),
        ];
        foreach (var (index, (name, json)) in requests.Index())
        {
            Write(
                provider, name, $"https://hooks.example.net/webhooks/{Fixture.Provider(provider).Route.Path}", "application/json",
                Encoding.UTF8.GetBytes(json), proofs[index % 2].Name, signed: "", proofs[index % 2]);
        }

        Assert.NotEmpty(Directory.GetFiles(Path.Combine(Folder, provider), "*.http"));
    }

    static void Write(
        string provider, string name, string url, string? contentType, byte[] body, string signed,
        params (string Name, string Value)[] headers) =>
        Write(provider, name, url, contentType, body, secret: null, signed, headers);

    /// <param name="contentType">Null for a GET.</param>
    /// <param name="secret">The header whose value is the proof, where nothing is signed.</param>
    static void Write(
        string provider, string name, string url, string? contentType, byte[] body, string? secret, string signed,
        params (string Name, string Value)[] headers)
    {
        var head = (contentType is null ? $"GET {url} HTTP/1.1\r\n" : $"POST {url} HTTP/1.1\r\nContent-Type: {contentType}\r\n")
            + string.Concat(headers.Select(h => $"{h.Name}: {h.Value}\r\n")) + "\r\n";
        var path = Path.Combine(Folder, provider, name);
        File.WriteAllBytes(path + ".http", [.. Encoding.ASCII.GetBytes(head), .. body]);
        if (File.Exists(path + ".expected.json"))
            return;
        var reader = Fixture.Provider(provider);
        var request = contentType is null ? Requests.Get(url, headers) : Requests.Post(url, contentType, body, headers);
        var reading = reader.Read(request.Verified(reader));
        File.WriteAllText(
            path + ".expected.json", JsonSerializer.Serialize(Expected.Of(signed, reading, secret), Fixture.Json) + "\n");
    }
}
