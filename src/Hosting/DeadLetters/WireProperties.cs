using RabbitMQ.Client;

namespace Tracking.Hosting.DeadLetters;

/// <summary>A message as AMQP carries it, taken apart and put together again.</summary>
static class WireProperties
{
    public static LetterMessage MessageOf(IReadOnlyBasicProperties properties, byte[] body)
    {
        var others = new Dictionary<string, object?>();
        Add("contentEncoding", properties.IsContentEncodingPresent(), properties.ContentEncoding);
        Add("correlationId", properties.IsCorrelationIdPresent(), properties.CorrelationId);
        Add("replyTo", properties.IsReplyToPresent(), properties.ReplyTo);
        Add("type", properties.IsTypePresent(), properties.Type);
        Add("appId", properties.IsAppIdPresent(), properties.AppId);
        Add("timestamp", properties.IsTimestampPresent(), properties.Timestamp);
        Add("priority", properties.IsPriorityPresent(), properties.Priority);
        return new LetterMessage(
            properties.MessageId, properties.ContentType, others, new Dictionary<string, object?>(properties.Headers ?? new Dictionary<string, object?>()),
            body);

        void Add(string name, bool isPresent, object? value)
        {
            if (isPresent)
                others[name] = value;
        }
    }

    public static BasicProperties Of(LetterMessage message)
    {
        var properties = new BasicProperties();
        if (message.MessageId is { } id)
            properties.MessageId = id;
        if (message.ContentType is { } type)
            properties.ContentType = type;
        foreach (var (name, value) in message.Properties)
        {
            switch (name, value)
            {
                case ("contentEncoding", string text): properties.ContentEncoding = text; break;
                case ("correlationId", string text): properties.CorrelationId = text; break;
                case ("replyTo", string text): properties.ReplyTo = text; break;
                case ("type", string text): properties.Type = text; break;
                case ("appId", string text): properties.AppId = text; break;
                case ("timestamp", AmqpTimestamp time): properties.Timestamp = time; break;
                case ("priority", long priority and >= 0 and <= 255): properties.Priority = (byte)priority; break;
            }
        }

        return properties;
    }
}
