namespace Tracking.Ingress;

/// <summary>Answers that several endpoints give.</summary>
static class Answers
{
    public static IResult Problem(int status, string detail) => Results.Problem(detail, statusCode: status);

    public static IResult MethodNotAllowed(HttpContext context, params IReadOnlyList<string> methods)
    {
        context.Response.Headers.Allow = string.Join(", ", methods);
        return Problem(StatusCodes.Status405MethodNotAllowed, $"Use {string.Join(" or ", methods)}.");
    }

    /// <summary>Never a 4xx for our own trouble: SNS drops the event on one.</summary>
    public static IResult ComeAgain(HttpContext context, string detail = "Not accepted just now. Please send it again.")
    {
        context.Response.Headers.RetryAfter = "5";
        return Problem(StatusCodes.Status503ServiceUnavailable, detail);
    }
}
