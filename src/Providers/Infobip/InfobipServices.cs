using Microsoft.Extensions.DependencyInjection;

namespace Tracking.Providers.Infobip;

static class InfobipServices
{
    public static IServiceCollection AddInfobip(this IServiceCollection services) =>
        services.AddSharedSecret(InfobipProvider.Section).AddSingleton<IProvider, InfobipProvider>();
}
