using System.Diagnostics;

namespace Tracking.Hosting.DeadLetters;

/// <summary>Two kinds, never mixed: what must be repaired before it is replayed, and what is replayed as it is.</summary>
public enum DeadLetterClass
{
    /// <summary>Its bytes or their mapping are wrong.</summary>
    Unreadable,

    /// <summary>Our fault, or the infrastructure's.</summary>
    Unapplied,
}

public static class DeadLetterClassWords
{
    /// <summary>As it is written in a letter's headers.</summary>
    public static string ToWord(this DeadLetterClass @class) => @class switch
    {
        DeadLetterClass.Unreadable => "unreadable",
        DeadLetterClass.Unapplied => "unapplied",
        _ => throw new UnreachableException($"class {@class}"),
    };
}
