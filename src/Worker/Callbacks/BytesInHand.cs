using System.Threading.RateLimiting;
using MassTransit;

namespace Tracking.Worker.Callbacks;

/// <summary>
/// Lets in only so much at once of what was prefetched. A message holds one callback or 64 of them: enough messages of one to fill a write would
/// be, each of 64, sixteen thousand callbacks, which parsed take ten times the memory of their bytes. What waits here waits unparsed.
/// </summary>
/// <param name="kibibytes">Of all messages together. One that is larger goes in by itself.</param>
sealed class BytesInHand(int kibibytes) : IFilter<ReceiveContext>, IDisposable
{
    readonly ConcurrencyLimiter _room = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = kibibytes,
        QueueLimit = int.MaxValue,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    public async Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        using var place = await EnterAsync(context.Body.Length ?? 0, context.CancellationToken);
        await next.Send(context);
    }

    /// <summary>Waits its turn for a place, which lasts until it is disposed.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled before its turn came.</exception>
    internal async Task<IDisposable> EnterAsync(long bytes, CancellationToken cancellationToken) =>
        await _room.AcquireAsync((int)Math.Min(1 + bytes / 1024, kibibytes), cancellationToken);

    public void Dispose() => _room.Dispose();

    public void Probe(ProbeContext context) => context.CreateFilterScope("bytesInHand");
}
