using Microsoft.Extensions.DependencyInjection;

namespace Tracking.Providers.Mailjet;

static class MailjetServices
{
    public static IServiceCollection AddMailjet(this IServiceCollection services) =>
        services.AddSharedSecret(MailjetProvider.Section).AddSingleton<IProvider, MailjetProvider>();
}
