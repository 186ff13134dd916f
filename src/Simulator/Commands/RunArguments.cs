using System.CommandLine;
using System.CommandLine.Parsing;
using System.Numerics;

namespace Tracking.Simulator.Commands;

/// <summary>The options of <c>simulate run</c>. A bad value is a sentence that names its option.</summary>
static class RunArguments
{
    public static readonly Option<Uri> Ingress =
        Address("--ingress", "Where callbacks go.", "http://127.0.0.1:8080");

    public static readonly Option<Uri> Dashboard =
        Address("--dashboard", "Whose API is asked. Standalone has it on the ingress's port.", "http://127.0.0.1:8081");

    public static readonly Option<Uri?> PublicUrl = new("--public-url")
    {
        Description = "The ingress's address as providers see it, where Ingress:PublicBaseUrl is set. [default: --ingress]",
        CustomParser = ParseAddress,
    };

    public static readonly Option<string?> DashboardKey = new("--dashboard-key")
    {
        Description = "An API key of the dashboard.",
    };

    public static readonly Option<Uri?> Amqp = new("--amqp")
    {
        Description = "The broker that producers publish to, amqp://user:password@host/vhost.",
        CustomParser = ParseBroker,
    };

    public static readonly Option<string?> ProducerKey = new("--producer-key")
    {
        Description = "Instead of --amqp: producers post to /v1/events with this key.",
    };

    public static readonly Option<FileInfo?> Settings = new("--settings")
    {
        Description = "A file of the ingress's settings, NAME=value a line, such as 'simulate keys' prints: every provider is played whose "
            + "secret is in it. The options for single secrets come before it.",
    };

    public static readonly Option<string?> TwilioToken = new("--twilio-token")
    {
        Description = "The auth token that signs Twilio's callbacks.",
    };

    public static readonly Option<string> TwilioAccount = new("--twilio-account")
    {
        Description = "The AccountSid in Twilio's callbacks.",
        DefaultValueFactory = _ => "AC0f3e2d1c0b9a8f7e6d5c4b3a29181706",
    };

    public static readonly Option<FileInfo?> SesKey = new("--ses-key")
    {
        Description = "The PEM file with the key that signs SNS messages ('simulate keys' writes one).",
    };

    public static readonly Option<string?> SesTopic = new("--ses-topic")
    {
        Description = "The topic's ARN, with --ses-key.",
    };

    public static readonly Option<string?> PlivoToken = new("--plivo-token")
    {
        Description = "The auth token that signs Plivo's callbacks.",
    };

    public static readonly Option<string?> MessageBirdKey = new("--messagebird-key")
    {
        Description = "The signing key of MessageBird's status reports.",
    };

    public static readonly Option<int> Deliveries =
        Count("--deliveries", "How many deliveries to play.", 1_000, 1);

    public static readonly Option<int?> Seed = new("--seed")
    {
        Description = "What everything is drawn from. [default: another each time]",
        CustomParser = result => Number<int>(result, "a whole number", _ => true),
    };

    public static readonly Option<DateTimeOffset?> At = new("--at")
    {
        Description = "The present of the script, ISO 8601. With the seed it determines every id. [default: now]",
        CustomParser = ParseInstant,
    };

    public static readonly Option<double?> Rate = new("--rate")
    {
        Description = "Requests and publishes a second. [default: as fast as answers come]",
        CustomParser = result => Number<double>(result, "a number above 0", n => n > 0),
    };

    public static readonly Option<int> Connections =
        Count("--connections", "Requests and publishes under way at once.", 64, 1);

    public static readonly Option<double> Duplicates =
        Share("--duplicates", "The share of facts that are sent again.");

    public static readonly Option<double> Early =
        Share("--early", "The share of plays whose callbacks are sent before their event.");

    public static readonly Option<int> Tenants =
        Count("--tenants", "How many tenants there are; 0: none is named.", 3, 0);

    public static readonly Option<TimeSpan> Settle = new("--settle")
    {
        Description = "How long to wait for convergence after the last acknowledgement.",
        CustomParser = Durations.Parse,
        DefaultValueFactory = _ => TimeSpan.FromSeconds(60),
    };

    public static readonly Option<TimeSpan> GiveUp = new("--give-up")
    {
        Description = "How long a fact without an answer is repeated.",
        CustomParser = Durations.Parse,
        DefaultValueFactory = _ => TimeSpan.FromMinutes(10),
    };

    public static readonly Option<int> Details =
        Count("--details", "How many timelines are compared; states always are.", 2_000, 0);

    public static readonly Option<FileInfo?> Json = new("--json")
    {
        Description = "Write the summary to this file.",
    };

    public static readonly Option<FileInfo?> Ledger = new("--ledger")
    {
        Description = "Append each acknowledged fact to this file, one JSON object a line.",
    };

    public static IReadOnlyList<Option> All =>
    [
        Ingress, Dashboard, PublicUrl, DashboardKey, Amqp, ProducerKey, Settings, TwilioToken, TwilioAccount, SesKey, SesTopic,
        PlivoToken, MessageBirdKey, Deliveries, Seed, At, Rate, Connections, Duplicates, Early, Tenants, Settle, GiveUp, Details, Json, Ledger,
    ];

    static Option<Uri> Address(string name, string description, string value) =>
        new(name) { Description = description, CustomParser = ParseAddress!, DefaultValueFactory = _ => new Uri(value) };

    static Option<int> Count(string name, string description, int value, int least) => new(name)
    {
        Description = description,
        CustomParser = result => Number<int>(result, $"a whole number, at least {least}", n => n >= least),
        DefaultValueFactory = _ => value,
    };

    // At 1 every fact would be sent again for ever.
    static Option<double> Share(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result => Number<double>(result, "a share between 0 and 0.95", n => n is >= 0 and <= 0.95),
        DefaultValueFactory = _ => 0.2,
    };

    static T Number<T>(ArgumentResult result, string what, Predicate<T> isGood)
        where T : struct, INumber<T>
    {
        if (result.Tokens is [var token]
            && T.TryParse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && isGood(number))
        {
            return number;
        }

        result.AddError($"{NameOf(result)} takes {what}.");
        return default;
    }

    static DateTimeOffset? ParseInstant(ArgumentResult result)
    {
        if (result.Tokens is [var token] && DateTimeOffset.TryParse(
            token.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at))
        {
            return at;
        }

        result.AddError($"{NameOf(result)} takes an instant, such as 2026-11-21T10:00:00Z.");
        return null;
    }

    static Uri? ParseAddress(ArgumentResult result) => ParseUri(result, "an http or https address", "http", "https");

    static Uri? ParseBroker(ArgumentResult result) => ParseUri(result, "an amqp or amqps address", "amqp", "amqps");

    static Uri? ParseUri(ArgumentResult result, string what, params string[] schemes)
    {
        if (result.Tokens is [var token] && Uri.TryCreate(token.Value, UriKind.Absolute, out var uri) && schemes.Contains(uri.Scheme))
            return uri;
        result.AddError($"{NameOf(result)} takes {what}.");
        return null;
    }

    static string NameOf(ArgumentResult result) => ((OptionResult)result.Parent!).Option.Name;
}
