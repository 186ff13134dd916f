using System.Security.Cryptography.X509Certificates;
using Tracking.Providers.Ses;

namespace Tracking.Ingress.Sns;

/// <summary>
/// Fetches the certificates that SNS signs with. Each is kept for hours under its URL (SNS rotates by publishing a new one), a
/// failure for seconds, and requests for the same one that come together share one fetch.
/// </summary>
sealed partial class SigningCertificateClient(SnsHttp http, TimeProvider clock, ILogger<SigningCertificateClient> logger)
    : ISigningCertificates, IDisposable
{
    /// <summary>A topic has one or two at a time; more are somebody's attempts.</summary>
    public const int MaxEntries = 64;

    /// <summary>
    /// Fetches under way or waiting their turn. Beyond these the answer is "not now" at once: names made up for an allowed topic may
    /// neither pile up work nor push a genuine certificate out.
    /// </summary>
    public const int MaxFetching = 16;

    static readonly TimeSpan KeptFor = TimeSpan.FromHours(6);
    static readonly TimeSpan FailureKeptFor = TimeSpan.FromSeconds(10);

    readonly Lock _lock = new();
    readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    // Made-up URLs may not turn us into a source of many calls.
    readonly SemaphoreSlim _fetches = new(4);

    public async ValueTask<X509Certificate2?> FindAsync(Uri url, CancellationToken cancellationToken) =>
        GetOrStart(url) is { } entry
            // One caller who hangs up does not take the fetch away from the others.
            ? await entry.Task.WaitAsync(cancellationToken)
            : null;

    public void Dispose() => _fetches.Dispose();

    Entry? GetOrStart(Uri url)
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            if (_entries.TryGetValue(url.AbsoluteUri, out var known) && known.Until > now)
                return known;
            if (_entries.Values.Count(entry => entry.IsFetching) >= MaxFetching)
                return null;
            MakeRoom(now);
            var started = new Entry();
            _entries[url.AbsoluteUri] = started;
            started.Task = Task.Run(() => FetchAsync(url, started));
            return started;
        }
    }

    async Task<X509Certificate2?> FetchAsync(Uri url, Entry entry)
    {
        X509Certificate2? certificate = null;
        await _fetches.WaitAsync();
        try
        {
            var answer = await http.GetAsync(url, CancellationToken.None); // Bounded by its own timeouts.
            var problem = answer.Problem;
            if (problem is null)
                certificate = SigningCertificate.Read(answer.Body, clock.GetUtcNow(), out problem);
            if (certificate is null)
                CertificateNotHad(url.Host, problem);
            return certificate;
        }
        finally
        {
            _fetches.Release();
            entry.Until = ExpiryOf(certificate, clock.GetUtcNow());
        }
    }

    static DateTimeOffset ExpiryOf(X509Certificate2? certificate, DateTimeOffset now)
    {
        if (certificate is null)
            return now + FailureKeptFor;
        var end = new DateTimeOffset(certificate.NotAfter.ToUniversalTime());
        return end < now + KeptFor ? end : now + KeptFor;
    }

    // What has passed goes first, then what passes soonest: failures before certificates. What is being fetched stays.
    void MakeRoom(DateTimeOffset now)
    {
        foreach (var (url, entry) in _entries)
        {
            if (entry.Until <= now)
                _entries.Remove(url);
        }

        if (_entries.Count >= MaxEntries)
            _entries.Remove(_entries.MinBy(e => e.Value.Until).Key);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not get a signing certificate from {Host}: {Problem}")]
    partial void CertificateNotHad(string host, string? problem);

    sealed class Entry
    {
        long _until = DateTimeOffset.MaxValue.UtcTicks;

        public bool IsFetching => Until == DateTimeOffset.MaxValue;

        public DateTimeOffset Until
        {
            get => new(Volatile.Read(ref _until), TimeSpan.Zero);
            set => Volatile.Write(ref _until, value.UtcTicks);
        }

        public Task<X509Certificate2?> Task { get; set; } = null!;
    }
}
