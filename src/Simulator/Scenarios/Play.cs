namespace Tracking.Simulator.Scenarios;

/// <summary>
/// The facts about one send, complete in itself: no message id and no delivery occurs in another play. So the expected state
/// of its deliveries follows from its facts alone.
/// </summary>
/// <param name="Deliveries">The ids of its deliveries; none where nobody claims its message.</param>
/// <param name="Facts">In the order in which they happened.</param>
/// <param name="Early">Its callbacks are sent before its producer says anything.</param>
sealed record Play(string Scenario, IReadOnlyList<string> Deliveries, IReadOnlyList<Fact> Facts, bool Early);
