using Microsoft.Extensions.DependencyInjection;

namespace Tracking.Providers.Twilio;

static class TwilioServices
{
    public static IServiceCollection AddTwilio(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<TwilioOptions, TwilioOptionsValidator>()
            .BindConfiguration(TwilioOptions.Section);
        return services.AddSingleton<IProvider, TwilioProvider>().AddSingleton<IFailureCodes, TwilioErrors>();
    }
}
