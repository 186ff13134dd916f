using System.Net.Mime;
using MassTransit;
using MassTransit.Serialization;

namespace Tracking.Hosting.DeadLetters;

/// <summary>Puts a message's bytes into a queue of MassTransit's in-memory transport, at once or later.</summary>
public static class InMemoryCopy
{
    /// <param name="delay">How long it waits in memory before it is in the queue; null for not at all.</param>
    public static async Task SendAsync(
        ISendEndpointProvider endpoints, string queue, string? messageId, string? contentType,
        IReadOnlyDictionary<string, object?> headers, ReadOnlyMemory<byte> body, TimeSpan? delay, CancellationToken cancellationToken)
    {
        var endpoint = await endpoints.GetSendEndpoint(new Uri($"queue:{queue}"));
        var bytes = new CopyBodySerializer(TypeOf(contentType), new BytesMessageBody(body.ToArray()));
        await endpoint.Send(
            new Bytes(),
            send =>
            {
                send.Serializer = bytes;
                send.ContentType = bytes.ContentType;
                send.Delay = delay;
                if (Guid.TryParse(messageId, out var id))
                    send.MessageId = id;
                foreach (var (name, value) in headers)
                    send.Headers.Set(name, value);
            },
            cancellationToken);
    }

    static ContentType TypeOf(string? contentType)
    {
        try
        {
            return new ContentType(contentType ?? MediaTypeNames.Application.Json);
        }
        catch (FormatException)
        {
            return new ContentType(MediaTypeNames.Application.Json);
        }
    }

    /// <summary>Stands for the message; the bytes are the body.</summary>
    sealed record Bytes;
}
