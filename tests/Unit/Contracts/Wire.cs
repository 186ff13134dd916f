using System.Net.Mime;
using MassTransit;
using MassTransit.Serialization;
using Tracking.Hosting.Broker;

namespace Tracking.Unit.Contracts;

/// <summary>Messages as the bus reads and writes them: MassTransit's own deserialisers, both of the forms that are accepted.</summary>
static class Wire
{
    // As every host of ours sets them.
    static Wire() => SystemTextJsonMessageSerializer.Options = BusJson.WithInstants(SystemTextJsonMessageSerializer.Options);

    static readonly SystemTextJsonRawMessageSerializer Raw = new(RawSerializerOptions.AnyMessageType);
    static readonly SystemTextJsonMessageSerializer Enveloped = new(new ContentType("application/vnd.masstransit+json"));

    /// <summary>Plain JSON, as a producer in any language sends it.</summary>
    public static T ReadPlain<T>(string json) where T : class => Read<T>(Raw, json);

    /// <summary>MassTransit's envelope, as a .NET producer sends it.</summary>
    public static T ReadEnvelope<T>(string json) where T : class => Read<T>(Enveloped, json);

    public static object Read(Type type, string json) => Read(Raw, type, json);

    public static object ReadEnvelope(Type type, string json) => Read(Enveloped, type, json);

    public static string Write(object message) => Enveloped.SerializeObject(message).GetString();

    static T Read<T>(IMessageDeserializer deserializer, string json) where T : class => (T)Read(deserializer, typeof(T), json);

    static object Read(IMessageDeserializer deserializer, Type type, string json)
    {
        var headers = new DictionarySendHeaders(new Dictionary<string, object?>());
        var context = deserializer.Deserialize(new StringMessageBody(json), headers, null);
        return context.TryGetMessage(type, out var message) ? message : throw new InvalidDataException($"It is no {type.Name}.");
    }
}
