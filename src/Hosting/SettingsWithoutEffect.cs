using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Tracking.Hosting;

/// <summary>
/// Settings of the specification that nothing reads yet. An operator who sets one must not believe that it works. Whoever builds one
/// takes it off this list.
/// </summary>
static partial class SettingsWithoutEffect
{
    static readonly string[] Keys =
    [
        "Worker:BatchTimeLimit", "Dashboard:TrustedProxyHeader",
    ];

    public static void WarnOf(IConfiguration configuration, ILogger logger)
    {
        foreach (var key in Keys.Where(key => configuration.GetSection(key).Exists()))
            NoEffect(logger, key);
    }

    [LoggerMessage(LogLevel.Warning, "{Key} is set, and has no effect yet")]
    static partial void NoEffect(ILogger logger, string key);
}
