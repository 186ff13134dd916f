using System.Text;

namespace Tracking.Providers;

/// <summary>The secrets of a provider's accounts: those of the unnamed one, and those of the ones that end the URL.</summary>
static class AccountSecrets
{
    /// <summary>In UTF-8, by account. The unnamed one is kept under the empty name, and only where it has a secret.</summary>
    public static Dictionary<string, byte[][]> Keys(IList<string> unnamed, IEnumerable<KeyValuePair<string, IList<string>>> named) =>
        Keys(unnamed, named, Encoding.UTF8.GetBytes);

    /// <summary>As <paramref name="read"/> has them, by account.</summary>
    public static Dictionary<string, T[]> Keys<T>(
        IList<string> unnamed, IEnumerable<KeyValuePair<string, IList<string>>> named, Func<string, T> read)
    {
        var keys = named.ToDictionary(
            account => account.Key, account => account.Value.Select(read).ToArray(), StringComparer.Ordinal);
        if (unnamed.Count > 0)
            keys[""] = [.. unnamed.Select(read)];
        return keys;
    }

    /// <summary>A sentence for each that cannot be right.</summary>
    /// <param name="section">Such as <c>Providers:Plivo</c>.</param>
    /// <param name="setting">Such as <c>AuthTokens</c>.</param>
    /// <param name="what">What one of them is, with its article.</param>
    /// <param name="isOne">Whether it has the form that the provider gives them; null where they have none.</param>
    public static IEnumerable<string> Problems(
        string section, string setting, string what, IList<string> unnamed, IEnumerable<KeyValuePair<string, IList<string>>> named,
        Func<string, bool>? isOne = null)
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

    static IEnumerable<string> Problems(string key, string what, IList<string> secrets, Func<string, bool>? isOne) =>
        from secret in secrets.Index()
        where string.IsNullOrWhiteSpace(secret.Item) || secret.Item.Length != secret.Item.Trim().Length
            || isOne?.Invoke(secret.Item) == false
        select $"{key}:{secret.Index} must be {what} without blanks before or behind it, or be left out.";
}
