namespace Tracking.Simulator.Commands;

/// <summary>The command line asks for something that cannot be: a sentence that names the option.</summary>
sealed class UsageException(string message) : Exception(message);
