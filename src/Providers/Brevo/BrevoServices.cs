using Microsoft.Extensions.DependencyInjection;

namespace Tracking.Providers.Brevo;

static class BrevoServices
{
    public static IServiceCollection AddBrevo(this IServiceCollection services) =>
        services.AddSharedSecret(BrevoProvider.Section).AddSingleton<IProvider, BrevoProvider>();
}
