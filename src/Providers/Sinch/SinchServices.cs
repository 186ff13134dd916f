using Microsoft.Extensions.DependencyInjection;

namespace Tracking.Providers.Sinch;

static class SinchServices
{
    /// <summary>Both products of Sinch, each a provider of its own: they share neither ids nor proof.</summary>
    public static IServiceCollection AddSinch(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<SinchOptions, SinchOptionsValidator>().BindConfiguration(SinchOptions.Section);
        return services
            .AddSharedSecret(SinchSmsProvider.Section)
            .AddSingleton<IProvider, SinchProvider>()
            .AddSingleton<IProvider, SinchSmsProvider>();
    }
}
