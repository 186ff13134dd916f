namespace Tracking.Simulator.Scenarios;

/// <summary>In which order facts are sent: the order in which they happened, disturbed as networks and brokers disturb it.</summary>
static class Schedule
{
    // All distances are measured in plays: how many others begin in between.
    const double Gap = 4;
    const double Jitter = 12;
    const double EarlyLead = 400;
    const double DuplicateLag = 300;

    /// <summary>
    /// Shuffled: neighbours swap, a share of facts is sent again later, the callbacks of an early play precede its producer's
    /// messages, and one fact in fifty comes at any time at all.
    /// </summary>
    /// <param name="duplicates">The share of facts that are sent again, some of them several times.</param>
    public static IReadOnlyList<Sending> Shuffled(Script script, double duplicates)
    {
        var random = new Random(script.Options.Seed ^ 0x5EED);
        var placed = new List<(double At, Sending Sending)>(script.Facts.Count * 5 / 4);
        for (var p = 0; p < script.Plays.Count; p++)
        {
            var play = script.Plays[p];
            for (var f = 0; f < play.Facts.Count; f++)
            {
                var fact = play.Facts[f];
                var at = random.Next(50) == 0
                    ? random.NextDouble() * script.Plays.Count
                    : p + f * Gap + random.NextDouble() * Jitter;
                // An early play's producer speaks when all its callbacks were sent, and in any order.
                if (play.Early && !fact.IsCallback)
                    at += play.Facts.Count * Gap + Jitter + random.NextDouble() * EarlyLead;
                placed.Add((at, new Sending(fact)));
                while (random.NextDouble() < duplicates)
                {
                    at += random.NextDouble() * DuplicateLag;
                    placed.Add((at, new Sending(fact, Republished: random.Next(5) == 0)));
                }
            }
        }

        return [.. placed.OrderBy(x => x.At).Select(x => x.Sending)];
    }

    /// <summary>As it happens: each fact when the script says, counted from the epoch.</summary>
    public static IReadOnlyList<Sending> AsItHappens(Script script, double duplicates)
    {
        var random = new Random(script.Options.Seed ^ 0x5EED);
        var placed = new List<Sending>(script.Facts.Count * 5 / 4);
        foreach (var play in script.Plays)
        {
            var last = play.Facts.Max(f => f.At);
            foreach (var fact in play.Facts)
            {
                var due = (play.Early && !fact.IsCallback ? last : fact.At) - script.Options.Epoch;
                due = due < TimeSpan.Zero ? TimeSpan.Zero : due;
                placed.Add(new Sending(fact, Due: due));
                if (random.NextDouble() < duplicates)
                    placed.Add(new Sending(fact, Due: due + TimeSpan.FromSeconds(random.NextDouble())));
            }
        }

        return [.. placed.OrderBy(s => s.Due)];
    }
}
