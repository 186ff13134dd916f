using Microsoft.Extensions.Options;
using Tracking.Hosting;
using Tracking.Providers;
using Tracking.Storage;

namespace Tracking.Worker.Callbacks;

/// <summary>
/// Remembers, before the evidence of a callback is written, what its single-use proof came with. What waits at once shares a write. A
/// crash between the two is harmless: the same callback again is the same statement.
/// </summary>
sealed partial class ProofMemory : BackgroundService
{
    readonly IProofStore _store;
    readonly StoragePatience _patience;
    readonly ILogger<ProofMemory> _logger;
    readonly GroupCommit<Question> _questions;

    public ProofMemory(IProofStore store, StoragePatience patience, IOptions<WorkerOptions> options, ILogger<ProofMemory> logger)
    {
        _store = store;
        _patience = patience;
        _logger = logger;
        var worker = options.Value;
        _questions = new(
            new GroupLimits(worker.Concurrency, worker.BatchSize, worker.BatchSize, MaxWaiting: 100_000), AskAsync);
    }

    /// <returns>Whether the callback may be believed: false where its proof was used for another statement.</returns>
    public async Task<bool> ConfirmsAsync(SingleUseProof proof, DateTimeOffset seenAt, CancellationToken cancellationToken)
    {
        var question = new Question(new ProofUse(proof.Id, proof.Statement, seenAt));
        await _questions.AddAsync(question, weight: 1, cancellationToken);
        return proof.IsProvenOtherwise || !question.IsUsedOtherwise;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _questions.RunAsync(stoppingToken);

    async Task AskAsync(IReadOnlyList<Pending<Question>> group, CancellationToken cancellationToken)
    {
        var uses = group.Select(pending => pending.Item.Use).ToArray();
        var refused = (await _patience.ExecuteAsync(token => _store.RememberAsync(uses, token), cancellationToken)).ToHashSet();
        foreach (var pending in group)
            pending.Item.IsUsedOtherwise = refused.Contains(pending.Item.Use);
        Remembered(uses.Length, refused.Count);
    }

    sealed class Question(ProofUse use)
    {
        public ProofUse Use => use;

        public bool IsUsedOtherwise { get; set; }
    }

    [LoggerMessage(LogLevel.Debug, "Remembered {Proofs} proofs, {Refused} of which had been used with another body")]
    partial void Remembered(int proofs, int refused);
}
