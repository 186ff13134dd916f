namespace Tracking.Worker.Alerts;

/// <summary>Who is called when an alert is raised or cleared: <c>Alerts:Webhook</c>.</summary>
public sealed class WebhookOptions
{
    /// <summary>Null: nobody.</summary>
    public string? Url { get; set; }

    /// <summary>What calls are signed with; never logged.</summary>
    public string? Secret { get; set; }

    internal Uri? Address => Uri.TryCreate(Url, UriKind.Absolute, out var address) && address.Scheme is "https" or "http" ? address : null;

    internal IEnumerable<string> Problems
    {
        get
        {
            if (Url is not null && Address is null)
                yield return $"{AlertOptions.Section}:Webhook:Url must be an absolute URL of http or https.";
            if (Url is not null && (Secret is null || Secret.Length < 16))
                yield return $"{AlertOptions.Section}:Webhook:Secret must be at least 16 characters, for whoever is called to know us by.";
        }
    }
}
