using Microsoft.Extensions.DependencyInjection;

namespace Tracking.Providers.Vonage;

static class VonageServices
{
    /// <summary>Both products of Vonage, each a provider of its own: they share neither ids nor proof.</summary>
    public static IServiceCollection AddVonage(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<VonageOptions, VonageOptionsValidator>().BindConfiguration(VonageOptions.Section);
        services.AddOptionsWithValidateOnStart<VonageSmsOptions, VonageSmsOptionsValidator>().BindConfiguration(VonageSmsOptions.Section);
        return services.AddSingleton<IProvider, VonageProvider>().AddSingleton<IProvider, VonageSmsProvider>();
    }
}
