using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Antiforgery;
using Tracking.Dashboard.Access;
using Tracking.Dashboard.Deliveries;
using Tracking.Dashboard.Site;
using Tracking.Storage;

namespace Tracking.Dashboard.Suppressions;

/// <summary>What a check of many addresses comes to, as a file: every line of theirs, with its answer.</summary>
static class CheckResultFile
{
    public const string Path = "/suppressions/check/result.csv";

    /// <summary>Asks and changes nothing, hence is for readers as well; but a form that is posted has its token.</summary>
    public static void Map(IEndpointRouteBuilder pages) => pages.MapPost(Path, Download)
        .RequireAuthorization(Roles.Reader)
        .WithMetadata(SitePage.Instance, new RequireAntiforgeryTokenAttribute())
        .ExcludeFromDescription();

    static async Task<IResult> Download(
        IFormCollection form, HttpResponse response, ISuppressionList list, TimeProvider clock, CancellationToken cancellationToken)
    {
        var check = await BulkCheck.OfAsync(form, list, cancellationToken);
        if (check.Errors.Count > 0)
            return PageActions.Failed(response, CheckPage.Path, string.Join(' ', check.Errors.Values.SelectMany(e => e)));
        return TypedResults.Bytes(
            Encoding.UTF8.GetBytes(Text(check)), "text/csv; charset=utf-8", $"suppression-check-{clock.GetUtcNow():yyyyMMdd-HHmmss}.csv");
    }

    static string Text(BulkCheck check)
    {
        var text = new StringBuilder("recipient,answer,reason,scope,since\r\n");
        foreach (var line in check.Lines)
        {
            text.AppendJoin(',', new[]
            {
                line.Text, line.Answer, line.Verdict?.Reason, line.Verdict?.Scope,
                line.Verdict?.Since.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            }.Select(CsvFile.Field)).Append("\r\n");
        }

        return text.ToString();
    }
}
