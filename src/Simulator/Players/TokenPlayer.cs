using System.Net.Http.Headers;
using System.Text;
using Tracking.Simulator.Scenarios;

namespace Tracking.Simulator.Players;

/// <summary>Plays devices, people and mail clients, who hold nothing but the token that came with a message.</summary>
sealed class TokenPlayer(HttpClient http, Uri ingress, string? receiptKey, string? unsubscribeKey, TimeProvider time) : IPlayer
{
    static readonly TimeSpan Validity = TimeSpan.FromDays(60);
    static readonly MediaTypeHeaderValue Json = new("application/json");
    static readonly MediaTypeHeaderValue Form = new("application/x-www-form-urlencoded");

    public bool Plays(Fact fact) =>
        fact is ProducerFact { ByToken: true } && receiptKey is not null || fact is UnsubscribeFact && unsubscribeKey is not null;

    public Task PrepareAsync(
        IReadOnlyList<Sending> sendings, IProgress<int>? progress, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    public async Task<Answer> SendAsync(Sending sending, CancellationToken cancellationToken)
    {
        if (sending.Fact is not UnsubscribeFact unsubscribe)
        {
            using var receipt = Receipt((ReceiptReported)((ProducerFact)sending.Fact).Message);
            return await http.AnswerAsync(receipt, cancellationToken);
        }

        var url = new Uri(ingress, "/unsubscribe/" + new UnsubscribeToken(
            unsubscribe.TenantId, unsubscribe.Channel, unsubscribe.Recipient, unsubscribe.Scope, time.GetUtcNow() + Validity)
            .Sign(unsubscribeKey!));
        if (!unsubscribe.OneClick)
        {
            using var page = new HttpRequestMessage(HttpMethod.Get, url);
            await http.AnswerAsync(page, cancellationToken);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, url);
        if (unsubscribe.OneClick)
            request.Content = new ByteArrayContent("List-Unsubscribe=One-Click"u8.ToArray()) { Headers = { ContentType = Form } };
        return await http.AnswerAsync(request, cancellationToken);
    }

    HttpRequestMessage Receipt(ReceiptReported receipt)
    {
        var token = new ReceiptToken(receipt.DeliveryId, time.GetUtcNow() + Validity).Sign(receiptKey!);
        var occurredAt = receipt.OccurredAt.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
        return new HttpRequestMessage(HttpMethod.Post, new Uri(ingress, "/receipts/" + token))
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes($$"""{"kind":"{{receipt.Kind}}","occurredAt":"{{occurredAt}}"}"""))
            {
                Headers = { ContentType = Json },
            },
        };
    }
}
