using Tracking.Dashboard.Site;
using Tracking.Storage;

namespace Tracking.Dashboard.Suppressions;

/// <summary>What became of one line that somebody pasted or sent in a file.</summary>
/// <param name="Verdict">Null where it may be sent to, and where it is no address.</param>
sealed record CheckedLine(int Number, string Text, bool IsAddress, SuppressionVerdict? Verdict)
{
    public string Answer => !IsAddress ? "no address" : Verdict is null ? "may be sent to" : "suppressed";
}

/// <summary>A check of many addresses by a form: an address a line, pasted or in a file.</summary>
/// <param name="Errors">What is wrong with it, by field; then there are no lines.</param>
sealed record BulkCheck(IReadOnlyDictionary<string, string[]> Errors, IReadOnlyList<CheckedLine> Lines)
{
    public IEnumerable<CheckedLine> Suppressed => Lines.Where(line => line.Verdict is not null);

    public IEnumerable<CheckedLine> NoAddresses => Lines.Where(line => !line.IsAddress);

    public static async Task<BulkCheck> OfAsync(IFormCollection form, ISuppressionList list, CancellationToken cancellationToken)
    {
        var check = new SuppressionCheck(Field("tenantId"), Field("channel"), Field("category"), Field("sender"), Field("list"), null);
        var errors = new Dictionary<string, string[]>();
        SuppressionCheckEndpoint.CheckMembers(check, errors);
        var lines = Read(await TextAsync(form, cancellationToken));
        if (lines.Count == 0)
            errors.Add("recipients", ["Paste addresses, one a line, or choose a file of them."]);
        if (lines.Count > SuppressionCheckEndpoint.MaxRecipients)
            errors.Add("recipients", [$"These are {lines.Count} addresses; at most {SuppressionCheckEndpoint.MaxRecipients} are checked at once."]);
        if (errors.Count > 0)
            return new BulkCheck(errors, []);

        var addresses = lines.Select(line => (line.Text, Normalized: MemberRules.AddressIn(line.Text))).Where(a => a.Normalized is not null)
            .Select(a => (a.Text, a.Normalized!)).Distinct().ToArray();
        var verdicts = (await SuppressionCheckEndpoint.VerdictsAsync(check, addresses, list, cancellationToken))
            .ToDictionary(verdict => verdict.Recipient, StringComparer.Ordinal);
        return new BulkCheck(errors, [
            .. lines.Select(line => new CheckedLine(
                line.Number, line.Text, MemberRules.AddressIn(line.Text) is not null, verdicts.GetValueOrDefault(line.Text)))]);

        string? Field(string name) => PageActions.Given(form[name]);
    }

    /// <summary>The lines that hold anything. Of a line of a table, its first field.</summary>
    internal static IReadOnlyList<(int Number, string Text)> Read(string text) =>
    [
        .. text.TrimStart('\ufeff').Split('\n').Index()
            .Select(line => (Number: line.Index + 1, Text: FirstField(line.Item.Trim())))
            .Where(line => line.Text.Length > 0),
    ];

    // "Doe, Jane" <jane@example.org> is one address: only what looks like a table is taken for one.
    static string FirstField(string line)
    {
        if (line is ['"', ..] && !line.Contains('<') && line.IndexOf('"', 1) is > 0 and var end)
            return line[1..end].Trim();
        return line.Contains('<') || line.IndexOfAny([',', ';', '\t']) is not (>= 0 and var at) ? line : line[..at].Trim();
    }

    static async Task<string> TextAsync(IFormCollection form, CancellationToken cancellationToken)
    {
        if (form.Files.GetFile("file") is not { Length: > 0 } file)
            return form["recipients"].ToString();
        using var reader = new StreamReader(file.OpenReadStream());
        return await reader.ReadToEndAsync(cancellationToken);
    }
}
