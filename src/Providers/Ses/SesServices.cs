using Microsoft.Extensions.DependencyInjection;

namespace Tracking.Providers.Ses;

static class SesServices
{
    public static IServiceCollection AddSes(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<SesOptions, SesOptionsValidator>()
            .BindConfiguration(SesOptions.Section);
        return services.AddSingleton<IProvider, SesProvider>();
    }
}
