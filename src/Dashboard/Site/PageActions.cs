using Tracking.Dashboard.Access;

namespace Tracking.Dashboard.Site;

/// <summary>
/// What the pages' forms post to. Every one of them needs the role of an operator and an antiforgery token, and ends in a redirect to a
/// page that says what it came to: to load that page again repeats nothing.
/// </summary>
static class PageActions
{
    /// <param name="handler">Takes what it needs of the form by <c>[FromForm]</c>, which is what asks for the token.</param>
    public static void MapPageAction(this IEndpointRouteBuilder pages, string path, Delegate handler) => pages.MapPost(path, handler)
        .RequireAuthorization(Roles.Operator)
        .WithMetadata(SitePage.Instance, new Microsoft.AspNetCore.Antiforgery.RequireAntiforgeryTokenAttribute())
        .ExcludeFromDescription();

    /// <summary>Back to a page, with a sentence on what was done.</summary>
    public static IResult Done(HttpResponse response, string path, string text)
    {
        Notice.Done(response, text);
        return TypedResults.LocalRedirect(path);
    }

    /// <summary>Back to a page, with a sentence on why nothing was done.</summary>
    public static IResult Failed(HttpResponse response, string path, string text)
    {
        Notice.Failed(response, text);
        return TypedResults.LocalRedirect(path);
    }

    /// <summary>What a field holds; null where it was left empty.</summary>
    public static string? Given(string? field) => string.IsNullOrWhiteSpace(field) ? null : field.Trim();

    /// <summary>Where to go on: only ever a page of ours.</summary>
    public static string Local(string? url, string otherwise) =>
        url is ['/'] or ['/', not ('/' or '\\'), ..] && !url.Any(char.IsControl) ? url : otherwise;
}
