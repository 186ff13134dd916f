using Tracking.Unit.Providers.Mailjet;
using Xunit;

namespace Tracking.Unit.Providers;

public sealed partial class FixtureWriter
{
    [Fact(Explicit = true)]
    public void Write_the_fixtures_of_mailjet() => WriteWithSecret("mailjet", "Providers:Mailjet", MailjetRequests.All);
}
