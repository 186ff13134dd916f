using Tracking.Unit.Providers.SparkPost;
using Xunit;

namespace Tracking.Unit.Providers;

public sealed partial class FixtureWriter
{
    [Fact(Explicit = true)]
    public void Write_the_fixtures_of_sparkpost() => WriteWithSecret("sparkpost", "Providers:SparkPost", SparkPostRequests.All);
}
