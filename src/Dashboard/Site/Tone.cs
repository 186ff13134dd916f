namespace Tracking.Dashboard.Site;

/// <summary>What a word or a mark means to whoever looks: the colours are named after it.</summary>
public enum Tone
{
    Plain,
    Good,
    Info,
    Warn,
    Bad,
}

static class Tones
{
    /// <summary>Of a delivery's status.</summary>
    public static Tone OfStatus(string status) => status switch
    {
        "delivered" => Tone.Good,
        "sent" => Tone.Info,
        "failed" or "bounced" => Tone.Bad,
        _ => Tone.Plain,
    };
}
