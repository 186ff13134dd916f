using System.Text.RegularExpressions;
using Tracking.Storage;

namespace Tracking.Dashboard.Callbacks;

/// <summary>
/// A callback without what proves it: whoever sees a signature or a shared secret could send it again, or another in its name. The body is
/// whole, and so are the headers and parameters that are none.
/// </summary>
static partial class TrimmedCallback
{
    public const string Mask = "…";

    public static KeptCallback Trim(KeptCallback callback) => callback with
    {
        Url = SecretParameter().Replace(callback.Url, $"$1{Mask}"),
        Headers = callback.Headers.ToDictionary(header => header.Key, header => IsSecret(header.Key) ? Mask : header.Value),
    };

    /// <summary>Whether a header of that name proves something, or is a secret itself.</summary>
    public static bool IsSecret(string name) => SecretName().IsMatch(name);

    [GeneratedRegex("signature|authori[sz]ation|secret|token|password|passwd|api-?key|cookie|credential", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SecretName();

    [GeneratedRegex("([?&](?:[^=&#]*(?:signature|secret|token|password|key|auth)[^=&#]*|sig)=)[^&#]*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SecretParameter();
}
