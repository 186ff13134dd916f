namespace Tracking.Storage;

/// <summary>
/// The keys that the dashboards seal their sessions with, each an XML element of ASP.NET Core's data protection. Shared by all dashboards,
/// so that any of them knows whom another has signed in, and so that a restart signs nobody out.
/// </summary>
/// <remarks>Not asynchronous, since data protection is not: it asks once a day, and when it makes a new key, every 90 days.</remarks>
public interface IKeyRing
{
    IReadOnlyList<string> All();

    /// <param name="name">Unique; adding it again changes nothing.</param>
    void Add(string name, string element);
}
