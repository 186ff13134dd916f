using Tracking.Unit.Providers.Brevo;
using Xunit;

namespace Tracking.Unit.Providers;

public sealed partial class FixtureWriter
{
    [Fact(Explicit = true)]
    public void Write_the_fixtures_of_brevo() => WriteWithSecret("brevo", "Providers:Brevo", BrevoRequests.All);
}
