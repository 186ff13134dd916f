using System.Text.Json;
using System.Threading.Channels;
using Tracking.Simulator.Scenarios;

namespace Tracking.Simulator.Ledger;

/// <summary>
/// The ledger as a file: one JSON object a line, appended as each fact is first acknowledged. Written in the background, so that
/// a slow disk delays no request.
/// </summary>
sealed class LedgerFile : IAsyncDisposable
{
    readonly Channel<byte[]> _lines = Channel.CreateUnbounded<byte[]>();
    readonly Task _writing;

    public LedgerFile(string path)
    {
        var stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, 64 * 1024);
        _writing = WriteAsync(stream);
    }

    public void Append(Fact fact, LedgerSnapshot entry)
    {
        using var line = new MemoryStream(256);
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteNumber("fact", fact.Number);
            json.WriteString("kind", fact.Kind);
            switch (fact)
            {
                case TwilioFact twilio:
                    json.WriteString("providerMessageId", twilio.MessageSid);
                    break;
                case SesFact ses:
                    json.WriteString("providerMessageId", ses.MessageId);
                    break;
                case PlivoFact plivo:
                    json.WriteString("providerMessageId", plivo.MessageUuid);
                    break;
                case MessageBirdFact messageBird:
                    json.WriteString("providerMessageId", messageBird.MessageId);
                    break;
                case WebhookFact webhook:
                    json.WriteString("providerMessageId", webhook.MessageId);
                    break;
                case ProducerFact producer:
                    json.WriteString("deliveryId", producer.DeliveryId);
                    break;
            }

            json.WriteString("firstSentAt", entry.FirstSentAt!.Value);
            json.WriteString("acknowledgedAt", entry.FirstAcknowledgedAt!.Value);
            json.WriteNumber("sent", entry.Sent);
            json.WriteEndObject();
        }

        line.WriteByte((byte)'\n');
        _lines.Writer.TryWrite(line.ToArray());
    }

    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        await _writing;
    }

    async Task WriteAsync(FileStream stream)
    {
        await using (stream)
        {
            await foreach (var line in _lines.Reader.ReadAllAsync())
            {
                await stream.WriteAsync(line);
                // What was acknowledged shall be on file when the run is killed, yet not one flush a line.
                if (!_lines.Reader.TryPeek(out _))
                    await stream.FlushAsync();
            }
        }
    }
}
