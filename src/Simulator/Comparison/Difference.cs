namespace Tracking.Simulator.Comparison;

/// <param name="Subject">A delivery's id, or a provider's message id for an orphan.</param>
/// <param name="Scenario">What it was a play of.</param>
/// <param name="Field">As the API names it.</param>
sealed record Difference(string Subject, string Scenario, string Field, string Expected, string Actual);
