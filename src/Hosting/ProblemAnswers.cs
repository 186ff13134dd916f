using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Tracking.Hosting;

public static class ProblemAnswers
{
    /// <summary>
    /// What has a status and no body, such as the answer to a path that does not exist, is given problem details. They are what is
    /// answered with, also to a caller that would rather read something else: the framework's own pages turn to plain text for him.
    /// </summary>
    public static IApplicationBuilder UseProblemAnswers(this IApplicationBuilder app) => app.UseStatusCodePages(
        pages => Results.Problem(statusCode: pages.HttpContext.Response.StatusCode).ExecuteAsync(pages.HttpContext));
}
