using System.Text.Json;
using MassTransit;

namespace Tracking.Hosting.Broker;

/// <summary>Messages in JSON, the same over RabbitMQ and in memory.</summary>
public static class BusJson
{
    /// <summary>What another language publishes and what MassTransit publishes are both read; we write the plain form.</summary>
    public static void UsePlainJson(this IBusFactoryConfigurator bus)
    {
        bus.UseRawJsonSerializer(RawSerializerOptions.AnyMessageType, isDefault: true);
        bus.ConfigureJsonSerializerOptions(WithInstants);
    }

    // MassTransit keeps one set of options for the whole process: they may have been through here before, for another bus.
    internal static JsonSerializerOptions WithInstants(JsonSerializerOptions options) =>
        options.Converters.OfType<InstantConverter>().Any()
            ? options
            : new JsonSerializerOptions(options) { Converters = { new InstantConverter() } };
}
