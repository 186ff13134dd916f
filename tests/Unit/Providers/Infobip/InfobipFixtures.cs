using Tracking.Unit.Providers.Infobip;
using Xunit;

namespace Tracking.Unit.Providers;

public sealed partial class FixtureWriter
{
    [Fact(Explicit = true)]
    public void Write_the_fixtures_of_infobip() => WriteWithSecret("infobip", "Providers:Infobip", InfobipRequests.All);
}
