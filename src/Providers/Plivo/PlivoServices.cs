using Microsoft.Extensions.DependencyInjection;

namespace Tracking.Providers.Plivo;

static class PlivoServices
{
    public static IServiceCollection AddPlivo(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<PlivoOptions, PlivoOptionsValidator>().BindConfiguration(PlivoOptions.Section);
        return services.AddSingleton<IProvider, PlivoProvider>();
    }
}
