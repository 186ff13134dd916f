namespace Tracking.Simulator.Scenarios;

/// <summary>One occasion on which a fact is sent.</summary>
/// <param name="Republished">Under a new id of the carrier (the SNS message id), as when the same event is published twice.</param>
/// <param name="Due">When, from the beginning of the run; null where the run's rate decides.</param>
readonly record struct Sending(Fact Fact, bool Republished = false, TimeSpan? Due = null);
