using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Tracking.Storage;

namespace Tracking.Dashboard.Callbacks;

/// <summary>A callback as it came.</summary>
static class CallbackEndpoint
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/callbacks/{callbackId}", Find)
        .WithName("getCallback")
        .WithTags("Callbacks")
        .WithSummary("One request of a provider, as it was verified")
        .WithDescription(
            "`callbackId` is told by the events of a delivery. Callbacks are deleted by age (`Retention:RawCallbacks`), before the events that "
            + "they told of. Headers are those that the provider's reader needs, and no others; signatures and secrets in them, and in the address, are replaced by `…`.")
        .ProducesProblem(StatusCodes.Status404NotFound);

    static async Task<Results<Ok<KeptCallback>, ProblemHttpResult>> Find(
        [Description("The callback's id.")] string callbackId, ICallbackStore callbacks, CancellationToken cancellationToken) =>
        Guid.TryParseExact(callbackId, "D", out var id) && await callbacks.FindAsync(id, cancellationToken) is { } callback
            ? TypedResults.Ok(TrimmedCallback.Trim(callback))
            : TypedResults.Problem(
                "No callback with this id is kept.", statusCode: StatusCodes.Status404NotFound, title: "Unknown callback");
}
