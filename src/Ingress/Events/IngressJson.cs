using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Tracking.Contracts;
using Tracking.Hosting;
using Tracking.Ingress.Tokens;

namespace Tracking.Ingress.Events;

/// <summary>What the ingress reads and answers, without reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(NotificationQueued))]
[JsonSerializable(typeof(NotificationSent))]
[JsonSerializable(typeof(NotificationFailed))]
[JsonSerializable(typeof(ProviderMessageAssigned))]
[JsonSerializable(typeof(ReceiptReported))]
[JsonSerializable(typeof(UnsubscribeRequested))]
[JsonSerializable(typeof(EventsAccepted))]
[JsonSerializable(typeof(ReceiptBody))]
sealed partial class IngressJson : JsonSerializerContext
{
    static readonly JsonSerializerOptions Lenient = new(JsonSerializerDefaults.Web)
    {
        Converters = { new InstantConverter() },

        // Not Default, which may not be there yet: the order of a partial class's static members is not ours.
        TypeInfoResolver = new IngressJson().WithAddedModifier(type =>
        {
            foreach (var member in type.Properties)
                member.IsRequired = false;
        }),
    };

    /// <summary>A missing member is left to <see cref="MessageRules"/>, which names it as the producer knows it.</summary>
    public static JsonTypeInfo<TMessage> LenientType<TMessage>() => (JsonTypeInfo<TMessage>)Lenient.GetTypeInfo(typeof(TMessage));
}

/// <param name="Accepted">How many events were published and confirmed.</param>
sealed record EventsAccepted(int Accepted);
