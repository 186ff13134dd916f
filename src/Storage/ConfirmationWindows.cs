using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Tracking.Storage;

/// <summary><c>Worker:ConfirmationWindow:&lt;channel&gt;</c>: after which a delivery that is still <c>sent</c> is overdue.</summary>
public sealed class ConfirmationWindows : Dictionary<string, TimeSpan>
{
    public const string Section = "Worker:ConfirmationWindow";

    public ConfirmationWindows() : base(StringComparer.OrdinalIgnoreCase)
    {
        this["email"] = TimeSpan.FromDays(3);
        this["sms"] = TimeSpan.FromDays(1);
        this["whatsapp"] = TimeSpan.FromDays(1);
        this["push"] = TimeSpan.FromHours(1);
    }

    /// <returns>Null for a channel without a window, and for none: nothing is ever overdue there.</returns>
    public TimeSpan? Of(string? channel) => channel is not null && TryGetValue(channel, out var window) ? window : null;

    /// <summary>For each channel: what was sent before should have had a verdict by now.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> OverdueBefore(DateTimeOffset now) =>
        this.ToDictionary(window => window.Key, window => now - window.Value);
}

static class ConfirmationWindowsServices
{
    public static void AddConfirmationWindows(this IServiceCollection services)
    {
        services.AddOptions<ConfirmationWindows>().ValidateOnStart();
        services.AddSingleton<ConfirmationWindowsSetup>();
        services.AddSingleton<IConfigureOptions<ConfirmationWindows>>(s => s.GetRequiredService<ConfirmationWindowsSetup>());
        services.AddSingleton<IValidateOptions<ConfirmationWindows>>(s => s.GetRequiredService<ConfirmationWindowsSetup>());
    }
}

/// <summary>Reads the windows by hand: the binder's own complaint names neither the key's meaning nor an example.</summary>
sealed class ConfirmationWindowsSetup(IConfiguration configuration)
    : IConfigureOptions<ConfirmationWindows>, IValidateOptions<ConfirmationWindows>
{
    static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    public void Configure(ConfirmationWindows options)
    {
        foreach (var window in Windows)
        {
            if (Read(window) is { } span)
                options[window.Key] = span;
        }
    }

    public ValidateOptionsResult Validate(string? name, ConfirmationWindows options)
    {
        var wrong = Windows.Where(window => Read(window) is null).Select(window =>
            $"{window.Path} must be a time from 00:00:01 to {Longest.TotalDays:0} days, such as 1.00:00:00 for a day.").ToArray();
        return wrong.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    IEnumerable<IConfigurationSection> Windows => configuration.GetSection(ConfirmationWindows.Section).GetChildren();

    static TimeSpan? Read(IConfigurationSection window) =>
        TimeSpan.TryParse(window.Value, CultureInfo.InvariantCulture, out var span)
        && span >= TimeSpan.FromSeconds(1) && span <= Longest ? span : null;
}
