using Microsoft.OpenApi;
using Tracking.Dashboard.Queries;

namespace Tracking.Dashboard.OpenApi;

static class QueryDescription
{
    /// <summary>Describes an endpoint's query by the very parameters that it is validated with.</summary>
    public static RouteHandlerBuilder WithQuery(this RouteHandlerBuilder endpoint, IReadOnlyList<Parameter> parameters) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters ??= [];
            foreach (var parameter in parameters)
            {
                operation.Parameters.Add(new OpenApiParameter
                {
                    Name = parameter.Name,
                    In = ParameterLocation.Query,
                    Description = parameter.Description,
                    Schema = parameter.Schema(),
                });
            }

            return Task.CompletedTask;
        });
}
