using Microsoft.AspNetCore.Connections;
using Tracking.Hosting.DeadLetters;
using Tracking.Storage;

namespace Tracking.Dashboard;

/// <summary>What all answers of the API have in common: their headers, and what is said when something fails.</summary>
sealed partial class ApiAnswers(ILogger<ApiAnswers> logger) : IEndpointFilter
{
    const string RetryAfterSeconds = "5";

    /// <summary>Answers hold addresses of people: no cache keeps them, and no browser takes them for anything but JSON.</summary>
    public static void Protect(HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
    }

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        Protect(http.Response);
        try
        {
            return await next(context);
        }
        catch (StorageUnavailableException fault)
        {
            StorageUnavailable(fault);
            http.Response.Headers.RetryAfter = RetryAfterSeconds;
            return TypedResults.Problem(
                "The storage cannot be reached just now. Try again.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
        catch (BrokerUnavailableException fault)
        {
            BrokerUnavailable(fault);
            http.Response.Headers.RetryAfter = RetryAfterSeconds;
            return TypedResults.Problem(
                "RabbitMQ cannot be reached just now. Try again.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
        catch (BadHttpRequestException fault)
        {
            // The server gave up on the request's body: too long, too slow, broken off.
            return TypedResults.Problem("The body cannot be read.", statusCode: fault.StatusCode);
        }
        catch (ConnectionResetException)
        {
            // The caller broke the connection while he sent: nobody is there to be answered, and nothing failed here. The server is
            // told, or it would try to read what is left and report its own error about that.
            http.Abort();
            return TypedResults.Problem("The body cannot be read.", statusCode: StatusCodes.Status400BadRequest);
        }
        catch (Exception fault) when (!http.RequestAborted.IsCancellationRequested)
        {
            // The boundary: whatever it was, the caller learns that it failed, and the log learns why.
            Failed(fault, (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText);
            return TypedResults.Problem(
                "The request could not be answered. The reason is in the log.",
                statusCode: StatusCodes.Status500InternalServerError);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The storage is unavailable")]
    partial void StorageUnavailable(Exception fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The broker is unavailable")]
    partial void BrokerUnavailable(Exception fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "A request to {Route} failed")]
    partial void Failed(Exception fault, string? route);
}
