using Tracking.Unit.Providers.Postmark;
using Xunit;

namespace Tracking.Unit.Providers;

public sealed partial class FixtureWriter
{
    [Fact(Explicit = true)]
    public void Write_the_fixtures_of_postmark() => WriteWithSecret("postmark", "Providers:Postmark", PostmarkRequests.All);
}
