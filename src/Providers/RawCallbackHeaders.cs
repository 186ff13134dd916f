using Tracking.Contracts;

namespace Tracking.Providers;

static class RawCallbackHeaders
{
    /// <summary>A header that travelled with the callback, without regard to case; null where it is absent or empty.</summary>
    public static string? Header(this RawCallback callback, string name) =>
        callback.Headers?.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value is { Length: > 0 } value
            ? value
            : null;
}
