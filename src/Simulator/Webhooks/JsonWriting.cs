using System.Text.Json;

namespace Tracking.Simulator.Webhooks;

static class JsonWriting
{
    public static void WriteIfAny(this Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }
}
