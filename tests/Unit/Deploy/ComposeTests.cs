using System.Text.RegularExpressions;
using Xunit;

namespace Tracking.Unit.Deploy;

public sealed partial class ComposeTests
{
    /// <summary>The settings that a deployment may need to set, in the words of the README: n is a number.</summary>
    static readonly string[] Settings =
    [
        "ConnectionStrings:Postgres", "ConnectionStrings:RabbitMq",
        "Ingress:PublicBaseUrl", "Ingress:KnownProxies:n", "Ingress:PublishTimeout", "Ingress:MaxWaiting",
        "Ingress:SpoolPath", "Ingress:SpoolMaxBytes",
        "Ingress:RateLimit:PermitsPerSecond", "Ingress:RateLimit:Burst", "Ingress:ProducerKeys:n",
        "Receipts:SigningKeys:n", "Unsubscribe:SigningKeys:n",
        "Providers:Twilio:AuthTokens:n", "Providers:Ses:TopicArns:n", "Providers:Ses:AutoConfirmSubscriptions",
        "Providers:SendGrid:PublicKeys:n",
        "Providers:Plivo:AuthTokens:n", "Providers:MessageBird:SigningKeys:n", "Providers:Bird:SigningKeys:n",
        "Providers:Postmark:Credentials:n", "Providers:Postmark:HeaderSecrets:n",
        "Providers:Resend:SigningSecrets:n", "Providers:Mailgun:SigningKeys:n", "Providers:Telnyx:PublicKeys:n",
        "Providers:Vonage:SignatureSecrets:n", "Providers:VonageSms:SignatureSecrets:n", "Providers:VonageSms:SignatureMethod",
        "Providers:Sinch:WebhookSecrets:n", "Providers:SinchSms:Credentials:n", "Providers:SinchSms:HeaderSecrets:n",
        "Providers:SparkPost:Credentials:n", "Providers:SparkPost:HeaderSecrets:n",
        "Providers:Mailjet:Credentials:n", "Providers:Mailjet:HeaderSecrets:n",
        "Providers:Infobip:Credentials:n", "Providers:Infobip:HeaderSecrets:n",
        "Providers:Brevo:Credentials:n", "Providers:Brevo:HeaderSecrets:n",
        "Worker:BatchSize", "Worker:Concurrency", "Worker:Prefetch", "Worker:CallbacksPrefetch",
        "Dashboard:ApiKeys:n:Name", "Dashboard:ApiKeys:n:Role", "Dashboard:ApiKeys:n:Hash",
        "RabbitMq:ManagementUrl", "Otlp:Endpoint", "OTEL_EXPORTER_OTLP_PROTOCOL",
    ];

    static readonly ComposeFile Compose = ComposeFile.Read();

    [Fact]
    public void Every_setting_of_a_host_is_one_that_exists()
    {
        var set = Compose.Services
            .Where(service => Compose.TargetOf(service) is not null)
            .SelectMany(Compose.EnvironmentOf)
            .Select(variable => variable.Key)
            .Select(name => Number().Replace(name.Replace("__", ":", StringComparison.Ordinal), ":n"))
            .ToArray();

        Assert.NotEmpty(set);
        Assert.Empty(set.Except(Settings));
    }

    [Fact]
    public void No_secret_is_written_in_the_file()
    {
        var values = Compose.Services.SelectMany(Compose.EnvironmentOf).ToArray();

        Assert.NotEmpty(values);
        Assert.All(
            values.Where(pair => SecretName().IsMatch(pair.Key)),
            pair => Assert.Matches(@"^(\$\{[^}]+\})?$", pair.Value ?? ""));
        Assert.All(values, pair => Assert.DoesNotMatch(SecretInAddress(), pair.Value ?? ""));
    }

    [Fact]
    public void Everything_taken_from_outside_is_explained_in_the_example()
    {
        var example = File.ReadAllText(Repository.File("deploy", ".env.example"));
        var offered = ExampleLine().Matches(example).Select(match => match.Groups["name"].Value);

        var taken = Reference()
            .Matches(File.ReadAllText(Repository.File("docker-compose.yml")))
            .Select(match => match.Groups["name"].Value)
            .Concat(Compose.Services
                .SelectMany(Compose.EnvironmentOf)
                .Where(variable => string.IsNullOrEmpty(variable.Value))
                .Select(variable => variable.Key))
            .Distinct()
            .ToArray();

        Assert.Contains("POSTGRES_PASSWORD", taken);
        Assert.Equal(taken.Order(StringComparer.Ordinal), offered.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Only_the_ingress_is_published_beyond_this_machine()
    {
        var open = Compose.Services
            .Where(service => Compose.PortsOf(service)
                .Any(port => !port.StartsWith("127.0.0.1:", StringComparison.Ordinal)));

        Assert.Equal(["ingress"], open);
    }

    [Fact]
    public void Every_service_has_a_health_check()
    {
        Assert.All(Compose.Services, service => Assert.True(Compose.HasHealthCheck(service), service));
    }

    [Fact]
    public void Every_host_has_its_stage_in_the_Dockerfile_and_its_program_in_that_stage()
    {
        var dockerfile = File.ReadAllText(Repository.File("deploy", "Dockerfile"));
        var programs = Stage().Matches(dockerfile)
            .ToDictionary(match => match.Groups["stage"].Value, match => match.Groups["program"].Value);

        var targets = Compose.Services.Select(Compose.TargetOf).OfType<string>().Append("standalone");

        Assert.Equal(targets.Order(StringComparer.Ordinal), programs.Keys.Order(StringComparer.Ordinal));
        Assert.All(programs, program => Assert.Equal(program.Key, program.Value, ignoreCase: true));
        Assert.All(programs.Values, program => Assert.True(File.Exists(
            Repository.File("src", program, $"{program}.csproj"))));
    }

    [GeneratedRegex(@":\d+")]
    private static partial Regex Number();

    [GeneratedRegex("PASS|KEY|TOKEN|SECRET|HASH", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();

    // "user:secret@host" or "Password=secret" where the secret is not a variable.
    [GeneratedRegex(@":(?!//)(?!\$\{)[^:@/${}]+@|Password=(?!\$\{)", RegexOptions.IgnoreCase)]
    private static partial Regex SecretInAddress();

    [GeneratedRegex(@"^(# )?(?<name>\w+)=", RegexOptions.Multiline)]
    private static partial Regex ExampleLine();

    [GeneratedRegex(@"\$\{(?<name>\w+)")]
    private static partial Regex Reference();

    [GeneratedRegex(
        @"^FROM host AS (?<stage>\w+)\n.*\nENTRYPOINT \[""dotnet"", ""Tracking\.(?<program>\w+)\.dll""\]",
        RegexOptions.Multiline)]
    private static partial Regex Stage();
}
