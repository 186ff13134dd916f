using Microsoft.Extensions.Options;
using Tracking.Dashboard.OpenApi;
using Tracking.Dashboard.Queries;
using Tracking.Storage;

namespace Tracking.Dashboard.Deliveries;

/// <summary>Everything that the filters of the list let through, in one file.</summary>
static class ExportEndpoint
{
    const int RowsAtOnce = 1_000;

    static readonly Parameter<string> Format = Parameter.Word<string>(
        "format", "How the file is written: `csv` or `ndjson`.", word => word is "csv" or "ndjson" ? word : null, "csv", "ndjson");

    static readonly IReadOnlyList<Parameter> Parameters =
        [Format, .. DeliveryParameters.All.Except([Paging.LimitParameter, Paging.CursorParameter])];

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/export/deliveries", Export)
        .WithName("exportDeliveries")
        .WithTags("Deliveries")
        .WithSummary("All deliveries that match, as one file")
        .WithDescription(
            "The newest first, with the filters of the list. `ndjson` has the deliveries of the list, a line each. `csv` (the default) has their "
            + "fields in columns; a text that a spreadsheet would take for a formula begins with an apostrophe, a phone number does not. "
            + "A file that breaks off, and is not ended by the server, is not complete.")
        .WithQuery(Parameters)
        .Produces<string>(StatusCodes.Status200OK, "text/csv", "application/x-ndjson")
        .ProducesValidationProblem();

    static async Task<IResult> Export(
        HttpRequest request, IDeliveryQuery deliveries, IOptions<ConfirmationWindows> windows, TimeProvider clock, CancellationToken cancellationToken)
    {
        var query = new QueryReader(request.Query, Parameters);
        var isCsv = query.Read(Format) != "ndjson";
        var filter = DeliveryParameters.Read(query, windows.Value, clock.GetUtcNow());
        if (query.Problem is { } problem)
            return problem;

        // Before the answer begins: a storage that is away is a 503, not a broken file.
        var first = await deliveries.ListAsync(filter, null, RowsAtOnce, cancellationToken);
        return TypedResults.Stream(
            async stream =>
            {
                await using var file = isCsv ? (IDeliveryFile)new CsvFile(stream) : new NdjsonFile(stream);
                await file.BeginAsync(cancellationToken);
                await file.WriteAsync(first.Deliveries, cancellationToken);
                for (var rest = first.Rest(RowsAtOnce); rest is not null;)
                {
                    var found = await deliveries.ListAsync(filter, rest, RowsAtOnce, cancellationToken);
                    await file.WriteAsync(found.Deliveries, cancellationToken);
                    rest = found.Rest(RowsAtOnce);
                }
            },
            isCsv ? "text/csv; charset=utf-8" : "application/x-ndjson",
            $"deliveries-{clock.GetUtcNow():yyyyMMdd-HHmmss}.{(isCsv ? "csv" : "ndjson")}");
    }
}
