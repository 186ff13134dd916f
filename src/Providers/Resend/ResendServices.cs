using Microsoft.Extensions.DependencyInjection;

namespace Tracking.Providers.Resend;

static class ResendServices
{
    public static IServiceCollection AddResend(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<ResendOptions, ResendOptionsValidator>().BindConfiguration(ResendOptions.Section);
        return services.AddSingleton<IProvider, ResendProvider>();
    }
}
