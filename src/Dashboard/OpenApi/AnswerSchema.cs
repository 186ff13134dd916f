using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;

namespace Tracking.Dashboard.OpenApi;

/// <summary>Corrects what the generator infers from how JSON is read to how it is written here.</summary>
static class AnswerSchema
{
    public static void Tell(OpenApiSchema schema, Type type)
    {
        // Numbers in quotes would be understood, but are never written.
        if (schema.Type is { } kinds && (kinds.HasFlag(JsonSchemaType.Integer) || kinds.HasFlag(JsonSchemaType.Number)))
        {
            schema.Type = kinds & ~JsonSchemaType.String;
            schema.Pattern = null;
        }

        // Every member is there, null where it is absent. Problem details leave theirs out.
        if (schema.Properties is { Count: > 0 } members && !type.IsAssignableTo(typeof(ProblemDetails)))
            schema.Required = members.Keys.ToHashSet();
    }
}
