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
sealed partial class CallbackEndpoint(
    CallbackPublisher publisher, SubscriptionClient subscriptions, CallbackTally tally, CallbackMetrics metrics, IOptions<IngressOptions> options,
    TimeProvider clock, ILogger<CallbackPublisher> logger)
{
    const string Account = "account";

    readonly IngressOptions _options = options.Value;

    /// <summary>
    /// A plain delegate for each provider: parameters bound by the framework, filters and result objects cost, for each of many thousand
    /// requests a second, more than the signature does.
    /// </summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        var endpoint = app.ServiceProvider.GetRequiredService<CallbackEndpoint>();
        foreach (var provider in app.ServiceProvider.GetRequiredService<ProviderCatalog>().All)
        {
            var success = Encoding.UTF8.GetBytes(provider.Route.SuccessBody);
            // Any method: whether the endpoint exists is asked before the method is.
            app.Map($"/webhooks/{provider.Route.Path}/{{{Account}?}}", (RequestDelegate)(context => endpoint.AnswerAsync(provider, success, context)))
                .ExcludeFromDescription();
        }
    }

    async Task AnswerAsync(IProvider provider, ReadOnlyMemory<byte> success, HttpContext context)
    {
        var started = clock.GetTimestamp();
        if (await ReceiveAsync(provider, context) is { } problem)
            await problem.ExecuteAsync(context);
        else if (success.Length > 0)
            await SayAsync(context.Response, success);
        metrics.Answered(provider.Name, context.Response.StatusCode, clock.GetElapsedTime(started));
    }

    static ValueTask SayAsync(HttpResponse response, ReadOnlyMemory<byte> text)
    {
        response.ContentType = "text/plain; charset=utf-8";
        response.ContentLength = text.Length;
        return response.Body.WriteAsync(text);
    }

    /// <returns>Null where it was accepted.</returns>
    async ValueTask<IResult?> ReceiveAsync(IProvider provider, HttpContext context)
    {
        var request = context.Request;
        var account = request.RouteValues[Account] as string;
        if (!provider.IsConfigured(account))
            return Answers.Problem(StatusCodes.Status404NotFound, "There is no such provider or account.");
        if (!provider.Route.Methods.Contains(request.Method))
            return Answers.MethodNotAllowed(context, provider.Route.Methods);
        // What a GET says must reach us each time that it is said.
        if (HttpMethods.IsGet(request.Method))
            context.Response.Headers.CacheControl = "no-store";
        if (!IsReadable(request, provider.Route))
            return Answers.Problem(StatusCodes.Status415UnsupportedMediaType, $"Send {string.Join(" or ", provider.Route.MediaTypes)}.");

        var maxBytes = _options.MaxBodyBytes.TryGetValue(provider.Name, out var configured) ? configured : provider.Route.MaxBodyBytes;
        using var body = await RequestBody.ReadAsync(request, maxBytes);
        if (body.Problem is { } problem)
            return Answers.Problem(body.Status, problem);
        if (!Utf8.IsValid(body.Bytes.Span))
            return Answers.Problem(StatusCodes.Status400BadRequest, "The body is not valid UTF-8.");

        var callback = new CallbackRequest
        {
            Method = request.Method,
            Url = SignedUrl.Of(request, _options.PublicBaseUrl),
            ContentType = request.ContentType,
            Headers = HeadersOf(request, provider.Route.SignatureHeaders),
            Body = body.Bytes,
            ReceivedAt = clock.GetUtcNow(),
        };
        var verification = await provider.VerifyAsync(callback, account, context.RequestAborted);
        tally.Count(provider.Name, account, verification.Verdict);
        if (verification.Verdict != SignatureVerdict.Valid)
        {
            CallbackRefused(provider.Name, account, verification.Verdict, verification.Detail);
            return Refusal(context, verification.Verdict);
        }

        var accepted = verification.Action switch
        {
            CallbackAction.Publish => await publisher.TryPublishAsync(Raw(callback, provider, account, request)),
            CallbackAction.Confirm => Confirmed(
                provider.Name, await subscriptions.ConfirmAsync(verification.ConfirmUrl!, context.RequestAborted)),
            CallbackAction.Acknowledge => Acknowledged(provider.Name, verification.Detail),
            _ => throw new UnreachableException($"action {verification.Action}"),
        };
        return accepted ? null : Answers.ComeAgain(context);
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
        // As most of them send it: bare, and in these very letters.
        if (route.MediaTypes.Contains(request.ContentType))
            return true;
        return MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && type.MediaType.HasValue
            && route.MediaTypes.Contains(type.MediaType.Value, StringComparer.OrdinalIgnoreCase);
    }

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

    bool Confirmed(string provider, string? problem)
    {
        if (problem is null)
            SubscriptionConfirmed(provider);
        else
            SubscriptionNotConfirmed(provider, problem);
        return problem is null;
    }

    bool Acknowledged(string provider, string? detail)
    {
        CallbackAcknowledged(provider, detail);
        return true;
    }

    [LoggerMessage(LogLevel.Warning, "Refused a {Provider} callback for account {Account}: {Verdict}, {Detail}")]
    partial void CallbackRefused(string provider, string? account, SignatureVerdict verdict, string? detail);

    [LoggerMessage(LogLevel.Warning, "Acknowledged a {Provider} message without publishing it: {Detail}")]
    partial void CallbackAcknowledged(string provider, string? detail);

    [LoggerMessage(LogLevel.Information, "Confirmed a {Provider} subscription")]
    partial void SubscriptionConfirmed(string provider);

    [LoggerMessage(LogLevel.Warning, "A {Provider} subscription could not be confirmed, and will be asked for again: {Problem}")]
    partial void SubscriptionNotConfirmed(string provider, string problem);
}
