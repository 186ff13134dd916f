namespace Tracking.Dashboard.Access;

/// <summary>What a caller may do. The names are those of the authorization policies, too.</summary>
static class Roles
{
    /// <summary>May read everything.</summary>
    public const string Reader = "reader";

    /// <summary>May read, and may change things.</summary>
    public const string Operator = "operator";
}
