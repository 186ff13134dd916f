using Microsoft.Extensions.DependencyInjection;

namespace Tracking.Providers.Telnyx;

static class TelnyxServices
{
    public static IServiceCollection AddTelnyx(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<TelnyxOptions, TelnyxOptionsValidator>().BindConfiguration(TelnyxOptions.Section);
        return services.AddSingleton<IProvider, TelnyxProvider>();
    }
}
