using Microsoft.AspNetCore.Http.HttpResults;

namespace Tracking.Dashboard;

/// <summary>A <c>Host</c> header that names no host. The server lets it pass, and what builds addresses from it has no answer of its own.</summary>
static class ImpossibleHost
{
    /// <returns>Null where it can be the name or the address of a host.</returns>
    public static ProblemHttpResult? Refusal(HttpRequest request) =>
        request.Host.Host is { Length: > 0 and <= 253 } host && Uri.CheckHostName(host) != UriHostNameType.Unknown
        && Uri.TryCreate($"http://{request.Host.ToUriComponent()}/", UriKind.Absolute, out _) // Its port, too, may be none.
            ? null
            : TypedResults.Problem(
                "The Host header must be the name or the address of a host.", statusCode: StatusCodes.Status400BadRequest);
}
