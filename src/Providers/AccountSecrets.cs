using System.Text;

namespace Tracking.Providers;

/// <summary>The secrets of a provider's accounts: those of the unnamed one, and those of the ones that end the URL.</summary>
static class AccountSecrets
{
    /// <summary>In UTF-8, by account. The unnamed one is kept under the empty name, and only where it has a secret.</summary>
    public static Dictionary<string, byte[][]> Keys(IList<string> unnamed, IEnumerable<KeyValuePair<string, IList<string>>> named)
    {
        var keys = named.ToDictionary(account => account.Key, account => Keys(account.Value), StringComparer.Ordinal);
        if (unnamed.Count > 0)
            keys[""] = Keys(unnamed);
        return keys;
    }

    /// <summary>A sentence for each that cannot be right.</summary>
    /// <param name="section">Such as <c>Providers:Plivo</c>.</param>
    /// <param name="setting">Such as <c>AuthTokens</c>.</param>
    /// <param name="what">What one of them is, with its article.</param>
    /// <param name="isOne">Whether a text has the form of one; null where any text may be one.</param>
    public static IEnumerable<string> Problems(
        string section, string setting, string what, IList<string> unnamed, IEnumerable<KeyValuePair<string, IList<string>>> named,
        Predicate<string>? isOne = null)
    {
        foreach (var problem in Problems($"{section}:{setting}", what, unnamed, isOne))
            yield return problem;
        foreach (var (account, secrets) in named)
        {
            var key = $"{section}:Accounts:{account}:{setting}";
            if (secrets.Count == 0)
                yield return $"{key} must hold {what}.";
            foreach (var problem in Problems(key, what, secrets, isOne))
                yield return problem;
        }
    }

    static IEnumerable<string> Problems(string key, string what, IList<string> secrets, Predicate<string>? isOne) =>
        from secret in secrets.Index()
        where string.IsNullOrWhiteSpace(secret.Item) || secret.Item.Length != secret.Item.Trim().Length || isOne?.Invoke(secret.Item) == false
        select $"{key}:{secret.Index} must be {what} without blanks before or behind it, or be left out.";

    static byte[][] Keys(IEnumerable<string> secrets) => [.. secrets.Select(Encoding.UTF8.GetBytes)];
}
