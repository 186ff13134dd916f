using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Tracking.Integration.Fuzz;

/// <summary>What hosts log of requests: warnings are counted, errors and exceptions kept.</summary>
sealed class LoggedTrouble : ILoggerProvider
{
    readonly ConcurrentDictionary<string, int> _warnings = new();
    readonly ConcurrentQueue<string> _errors = new();

    /// <summary>How many there were of each, by category and event.</summary>
    public IReadOnlyDictionary<string, int> Warnings => _warnings;

    /// <summary>Everything at Error and above, and everything that carries an exception.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    /// <summary>What was under way when it was logged, to find out which request it was.</summary>
    public Func<string> UnderWay { get; set; } = () => "";

    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    public void Dispose()
    {
    }

    sealed class Category(LoggedTrouble log, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var text = $"{formatter(state, exception)} {exception}";
            if (logLevel < LogLevel.Warning)
                return;
            // The server's own: it reads what is left of a body, and finds no other words for trailers that are none.
            if (text.Contains("automatic draining", StringComparison.Ordinal) && text.Contains("ParseHeaders", StringComparison.Ordinal))
                log._warnings.AddOrUpdate($"{name} trailers that are none", 1, (_, count) => count + 1);
            else if (logLevel >= LogLevel.Error || exception is not null)
                log._errors.Enqueue($"{logLevel} {name}: {text} (under way: {log.UnderWay()})");
            else
                log._warnings.AddOrUpdate($"{name} {eventId.Name}", 1, (_, count) => count + 1);
        }
    }
}
