using System.Text;
using System.Text.Unicode;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Tracking.Contracts;
using Tracking.Ingress.Refusals;
using Tracking.Ingress.Sns;
using Tracking.Providers;

namespace Tracking.Ingress.Callbacks;

/// <summary>
/// Where providers call. The order is fixed: does it exist, the method, the media type, the size, the signature, and only then is
/// it published. Nothing is parsed beyond what the signature needs.
/// </summary>
static partial class CallbackEndpoint
{
    public static void MapCallbacks(this IEndpointRouteBuilder app)
    {
        foreach (var provider in app.ServiceProvider.GetRequiredService<ProviderCatalog>().All)
        {
            // Any method: whether the endpoint exists is asked before the method is.
            app.Map($"/webhooks/{provider.Route.Path}/{{account?}}", (
                string? account, HttpContext context, CallbackPublisher publisher, SubscriptionClient subscriptions, CallbackTally tally,
                IOptions<IngressOptions> options, TimeProvider clock, ILogger<CallbackPublisher> logger) =>
                Receive(provider, account, context, publisher, subscriptions, tally, options.Value, clock, logger))
                .AddEndpointFilter(async (context, next) =>
                {
                    var metrics = context.HttpContext.RequestServices.GetRequiredService<CallbackMetrics>();
                    var started = Stopwatch.GetTimestamp();
                    var answer = await next(context);
                    metrics.Answered(provider.Name, (answer as IStatusCodeHttpResult)?.StatusCode, Stopwatch.GetElapsedTime(started));
                    return answer;
                })
                .ExcludeFromDescription();
        }
    }

    static async Task<IResult> Receive(
        IProvider provider, string? account, HttpContext context, CallbackPublisher publisher, SubscriptionClient subscriptions,
        CallbackTally tally, IngressOptions options, TimeProvider clock, ILogger logger)
    {
        var request = context.Request;
        if (!provider.IsConfigured(account))
            return Answers.Problem(StatusCodes.Status404NotFound, "There is no such provider or account.");
        if (!provider.Route.Methods.Contains(request.Method))
            return Answers.MethodNotAllowed(context, provider.Route.Methods);
        // What a GET says must reach us each time that it is said.
        if (HttpMethods.IsGet(request.Method))
            context.Response.Headers.CacheControl = "no-store";
        if (!IsReadable(request, provider.Route))
            return Answers.Problem(StatusCodes.Status415UnsupportedMediaType, $"Send {string.Join(" or ", provider.Route.MediaTypes)}.");

        var maxBytes = options.MaxBodyBytes.TryGetValue(provider.Name, out var configured) ? configured : provider.Route.MaxBodyBytes;
        using var body = await RequestBody.ReadAsync(request, maxBytes);
        if (body.Problem is { } problem)
            return Answers.Problem(body.Status, problem);
        if (!Utf8.IsValid(body.Bytes.Span))
            return Answers.Problem(StatusCodes.Status400BadRequest, "The body is not valid UTF-8.");

        var callback = new CallbackRequest
        {
            Method = request.Method,
            Url = SignedUrl.Of(request, options.PublicBaseUrl),
            ContentType = request.ContentType,
            Headers = HeadersOf(request, provider.Route.SignatureHeaders),
            Body = body.Bytes,
            ReceivedAt = clock.GetUtcNow(),
        };
        var verification = await provider.VerifyAsync(callback, account, context.RequestAborted);
        tally.Count(provider.Name, account, verification.Verdict);
        if (verification.Verdict != SignatureVerdict.Valid)
        {
            logger.CallbackRefused(provider.Name, account, verification.Verdict, verification.Detail);
            return Refusal(context, verification.Verdict);
        }

        var accepted = verification.Action switch
        {
            CallbackAction.Publish => await publisher.TryPublishAsync(Raw(callback, provider, account, request)),
            CallbackAction.Confirm => Confirmed(
                logger, provider.Name, await subscriptions.ConfirmAsync(verification.ConfirmUrl!, context.RequestAborted)),
            CallbackAction.Acknowledge => Acknowledged(logger, provider.Name, verification.Detail),
            _ => throw new UnreachableException($"action {verification.Action}"),
        };
        return accepted ? Success(provider.Route) : Answers.ComeAgain(context);
    }

    static RawCallback Raw(CallbackRequest callback, IProvider provider, string? account, HttpRequest request) => new()
    {
        CallbackId = Guid.CreateVersion7(callback.ReceivedAt),
        Provider = provider.Name,
        Account = account,
        ReceivedAt = callback.ReceivedAt,
        Method = callback.Method,
        ContentType = callback.ContentType,
        Url = callback.Url,
        Headers = HeadersOf(request, provider.Route.KeptHeaders),
        Body = Encoding.UTF8.GetString(callback.Body.Span),
        TraceParent = Activity.Current is { Recorded: true } span ? span.Id : null,
    };

    static Dictionary<string, string> HeadersOf(HttpRequest request, IReadOnlyList<string> names)
    {
        var headers = new Dictionary<string, string>(names.Count, StringComparer.OrdinalIgnoreCase);
        foreach (var name in names)
        {
            if (request.Headers.TryGetValue(name, out var values))
                headers[name] = values.ToString();
        }

        return headers;
    }

    static bool IsReadable(HttpRequest request, CallbackRoute route)
    {
        if (string.IsNullOrEmpty(request.ContentType))
            return route.AllowsMissingMediaType || HttpMethods.IsGet(request.Method);
        return MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && type.MediaType.HasValue
            && route.MediaTypes.Contains(type.MediaType.Value, StringComparer.OrdinalIgnoreCase);
    }

    static IResult Success(CallbackRoute route) =>
        route.SuccessBody.Length == 0 ? Results.Ok() : Results.Text(route.SuccessBody);

    static IResult Refusal(HttpContext context, SignatureVerdict verdict) => verdict switch
    {
        SignatureVerdict.Unreadable => Answers.Problem(StatusCodes.Status400BadRequest, "The body cannot be read."),
        SignatureVerdict.Missing => Answers.Problem(StatusCodes.Status403Forbidden, "The signature is missing."),
        SignatureVerdict.Malformed => Answers.Problem(StatusCodes.Status403Forbidden, "The signature is malformed."),
        SignatureVerdict.Mismatch => Answers.Problem(StatusCodes.Status403Forbidden, "The signature does not match."),
        SignatureVerdict.Stale => Answers.Problem(StatusCodes.Status403Forbidden, "The request is outside its time window."),
        SignatureVerdict.Untrusted => Answers.Problem(StatusCodes.Status403Forbidden, "The request's source is not one that is believed here."),
        SignatureVerdict.Undecided => Answers.ComeAgain(context),
        SignatureVerdict.Valid or _ => throw new UnreachableException($"verdict {verdict}"),
    };

    static bool Confirmed(ILogger logger, string provider, string? problem)
    {
        if (problem is null)
            logger.SubscriptionConfirmed(provider);
        else
            logger.SubscriptionNotConfirmed(provider, problem);
        return problem is null;
    }

    static bool Acknowledged(ILogger logger, string provider, string? detail)
    {
        logger.CallbackAcknowledged(provider, detail);
        return true;
    }

    [LoggerMessage(LogLevel.Warning, "Refused a {Provider} callback for account {Account}: {Verdict}, {Detail}")]
    static partial void CallbackRefused(this ILogger logger, string provider, string? account, SignatureVerdict verdict, string? detail);

    [LoggerMessage(LogLevel.Warning, "Acknowledged a {Provider} message without publishing it: {Detail}")]
    static partial void CallbackAcknowledged(this ILogger logger, string provider, string? detail);

    [LoggerMessage(LogLevel.Information, "Confirmed a {Provider} subscription")]
    static partial void SubscriptionConfirmed(this ILogger logger, string provider);

    [LoggerMessage(LogLevel.Warning, "A {Provider} subscription could not be confirmed, and will be asked for again: {Problem}")]
    static partial void SubscriptionNotConfirmed(this ILogger logger, string provider, string problem);
}
