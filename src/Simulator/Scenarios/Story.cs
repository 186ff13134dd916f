namespace Tracking.Simulator.Scenarios;

/// <summary>Tells one play: keeps its clock, draws its details, and writes down its facts.</summary>
sealed class Story(string prefix, int index, Random random, ScriptOptions options, DateTimeOffset begin)
{
    static readonly string[] Types = ["InvoicePaid", "OrderShipped", "PasswordReset", "WeeklyDigest", "SignInCode"];
    static readonly string[] Categories = ["billing", "product", "security", "marketing"];

    readonly uint _run = BitConverter.ToUInt32(EventId.Of(prefix).ToByteArray());
    readonly List<string> _deliveries = [];
    readonly List<Fact> _facts = [];
    int _ids;

    public Random Random => random;

    /// <summary>When the next fact happens.</summary>
    public DateTimeOffset Now { get; private set; } = begin;

    /// <summary>The part of ids and addresses that is this play's own.</summary>
    public string Mark { get; } = index.ToString("D6", CultureInfo.InvariantCulture);

    /// <summary>Its own: who is on a list at the end is there for what happened in this play, and in no other of any run.</summary>
    /// <param name="last">A digit, to tell several of a play apart.</param>
    public string Number(char last) => $"+316{_run % 100_000:D5}{Mark}{last}";

    /// <summary>Its own, as <see cref="Number"/>.</summary>
    public string Mailbox(string name, string domain) => $"{name}.{_run:x8}.{Mark}@{domain}";

    /// <summary>As people write them: with a display name, and not always in lower case.</summary>
    public string WrittenMailbox(string name, string domain) => One(
        Mailbox(name, domain),
        Mailbox(name, domain),
        $"\"{name}, of {domain}\" <{Mailbox(name, domain)}>",
        Mailbox(name, domain).ToUpperInvariant());

    /// <summary>What every message of the play repeats of its first delivery, unless it says otherwise.</summary>
    public Envelope Envelope { get; } = new()
    {
        NotificationId = random.Next(4) == 0 ? null : $"{prefix}n{index:D6}",
        TenantId = options.Tenants == 0 ? null : $"tenant-{random.Next(options.Tenants) + 1}",
        NotificationType = Types[random.Next(Types.Length)],
        Category = random.Next(5) == 0 ? null : Categories[random.Next(Categories.Length)],
        TemplateId = random.Next(3) == 0 ? null : $"template-{random.Next(9)}",
        Notifiable = random.Next(3) == 0 ? null : new Notifiable { Type = "User", Id = $"u-{index}" },
        Metadata = random.Next(2) == 0
            ? null
            : new Dictionary<string, string> { ["order"] = $"o-{index}", ["gruß"] = "naïve ✓ \"quoted\" \\ <&>" },
    };

    public string NewDelivery()
    {
        var id = $"{prefix}{Mark}.{(char)('a' + _deliveries.Count)}";
        _deliveries.Add(id);
        return id;
    }

    public void Wait(double fromSeconds, double toSeconds) =>
        Now += TimeSpan.FromSeconds((fromSeconds + (toSeconds - fromSeconds) * random.NextDouble()) * options.Pace)
            + TimeSpan.FromMilliseconds(2);

    public void Add(Fact fact) => _facts.Add(fact);

    /// <summary>Whether devices report what became of a notification with the token that came with it, at least some of them.</summary>
    public bool HasReceiptTokens => options.ReceiptTokens;

    /// <summary>Whether people can unsubscribe by a link.</summary>
    public bool HasUnsubscribeTokens => options.UnsubscribeTokens;

    public bool Chance(double share) => random.NextDouble() < share;

    public T One<T>(params ReadOnlySpan<T> of) => of[random.Next(of.Length)];

    /// <summary>A UUID that the seed and the epoch determine.</summary>
    public Guid NewId() => EventId.Of(prefix, Mark, (_ids++).ToString(CultureInfo.InvariantCulture));

    public Play End(string scenario, bool early) => new(scenario, _deliveries, _facts, early);
}

/// <summary>What the messages of one delivery have in common.</summary>
sealed record Envelope
{
    public string? NotificationId { get; init; }
    public string? TenantId { get; init; }
    public required string NotificationType { get; init; }
    public string? Category { get; init; }
    public string? TemplateId { get; init; }
    public Notifiable? Notifiable { get; init; }
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }
}
