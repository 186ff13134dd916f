using Microsoft.OpenApi;
using Tracking.Dashboard.Access;

namespace Tracking.Dashboard.OpenApi;

/// <summary>The document at <c>/openapi/v1.json</c>, and the page at <c>/docs</c> to browse it.</summary>
static class ApiDescription
{
    /// <summary>The document's name, and the group of the endpoints in it: those of other hosts in the process are not.</summary>
    public const string Version = "v1";

    const string Scheme = "bearer";

    // The page runs what it brings along, and talks to nobody else.
    const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void Add(IServiceCollection services) => services.AddOpenApi(Version, options =>
    {
        options.ShouldInclude = endpoint => endpoint.GroupName == Version;
        options.AddSchemaTransformer((schema, context, _) =>
        {
            AnswerSchema.Tell(schema, context.JsonTypeInfo.Type);
            return Task.CompletedTask;
        });
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Delivery Tracking",
                Version = Version,
                Description =
                    "What became of every notification. Errors are problem details (RFC 9457). Times are instants in UTC. "
                    + "What is absent is null.",
            };
            document.Components ??= new OpenApiComponents();
            document.AddComponent(Scheme, new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = Scheme,
                Description = $"An API key with the role `{Roles.Reader}` or `{Roles.Operator}`.",
            });
            document.Security = [new() { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] }];
            return Task.CompletedTask;
        });
    });

    /// <summary>Both need no key: they say what the product is, and nothing about what it holds.</summary>
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        // Its own path and no pattern: of a name that does not exist, the pattern's answer would repeat it, and in plain text.
        endpoints.MapOpenApi($"/openapi/{Version}.json").AddEndpointFilter(RefuseImpossibleHosts);
        endpoints.MapSwaggerUI("docs", options =>
        {
            options.DocumentTitle = "Delivery Tracking API";
            options.SwaggerEndpoint($"/openapi/{Version}.json", "Delivery Tracking");
            options.EnableValidator(null); // It would send the document to a service on the internet.
        }).AddEndpointFilter((context, next) =>
        {
            context.HttpContext.Response.Headers.ContentSecurityPolicy = PagePolicy;
            context.HttpContext.Response.Headers.XContentTypeOptions = "nosniff";
            return next(context);
        });
    }

    // The document names the host that was asked. The generator has no answer of its own to a name that none can have.
    static ValueTask<object?> RefuseImpossibleHosts(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        ImpossibleHost.Refusal(context.HttpContext.Request) is { } refusal ? ValueTask.FromResult<object?>(refusal) : next(context);
}
