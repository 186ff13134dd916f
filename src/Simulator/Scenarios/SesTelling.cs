namespace Tracking.Simulator.Scenarios;

/// <summary>A mail as SES knows it: one message id, however many recipients.</summary>
sealed record SesMail(string MessageId, DateTimeOffset At, IReadOnlyList<string> Destination, int SignatureVersion)
{
    public SesFact Tells(string word, DateTimeOffset at, Evidence means) => new()
    {
        EventType = word,
        At = at.ToMilliseconds(),
        MessageId = MessageId,
        MailAt = At,
        Destination = Destination,
        SignatureVersion = SignatureVersion,
        Means = means,
    };
}

/// <summary>How SES speaks in a story.</summary>
static class SesTelling
{
    static readonly string[] Browsers =
    [
        "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
    ];

    public static void Accepted(this Story story, SesMail mail)
    {
        story.Wait(0.05, 1);
        story.Add(mail.Tells("Send", story.Now, Evidence.Sent));
    }

    public static void Delivers(this Story story, SesMail mail, string recipient)
    {
        story.Wait(0.3, 30);
        story.Add(mail.Tells("Delivery", story.Now, Evidence.Delivered) with { Named = [recipient], Classic = story.Chance(0.3) });
    }

    public static void Delays(this Story story, SesMail mail, string recipient)
    {
        story.Wait(5, 300);
        story.Add(mail.Tells("DeliveryDelay", story.Now, Evidence.Deferred) with
        {
            Named = [recipient],
            Reason = "deferred",
            StatusCode = "4.4.1",
            Diagnostic = "smtp; 421 4.4.1 try again later",
        });
    }

    public static void Returns(
        this Story story, SesMail mail, string recipient, string type, string subType, string statusCode)
    {
        story.Wait(1, 120);
        var (means, reason) = type == "Permanent"
            ? (Evidence.HardBounce, "hard_bounce")
            : (Evidence.SoftBounce, "soft_bounce");
        story.Add(mail.Tells("Bounce", story.Now, means) with
        {
            Named = [recipient],
            Reason = reason,
            BounceType = type,
            BounceSubType = subType,
            StatusCode = statusCode,
            Diagnostic = $"smtp; {(statusCode[0] == '5' ? "550" : "450")} {statusCode} the server of <{recipient}> refused",
            Classic = story.Chance(0.3),
        });
    }

    public static void Complains(this Story story, SesMail mail, IReadOnlyList<string> listed, bool ambiguous = false)
    {
        story.Wait(60, 1800);
        story.Add(mail.Tells("Complaint", story.Now, Evidence.Complaint) with
        {
            Named = listed,
            Reason = "complaint",
            FeedbackType = "abuse",
            Ambiguous = ambiguous,
            Classic = story.Chance(0.3),
        });
    }

    /// <param name="word"><c>Open</c> or <c>Click</c>: SES does not say by whom.</param>
    public static void Engages(this Story story, SesMail mail, string word, bool ambiguous = false)
    {
        story.Wait(2, 600);
        story.Add(mail.Tells(word, story.Now, word == "Open" ? Evidence.Opened : Evidence.Clicked) with
        {
            Ambiguous = ambiguous,
            Link = word == "Click" ? $"https://shop.example/orders/{story.Mark}?utm=a&b=%C3%A9" : null,
            IpAddress = $"198.51.100.{story.Random.Next(1, 255)}",
            UserAgent = story.One<string>(Browsers),
        });
    }

    /// <summary>What SES states: whole milliseconds.</summary>
    public static DateTimeOffset ToMilliseconds(this DateTimeOffset instant) =>
        new(instant.UtcTicks - instant.UtcTicks % TimeSpan.TicksPerMillisecond, TimeSpan.Zero);
}
