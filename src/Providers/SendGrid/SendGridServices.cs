using Microsoft.Extensions.DependencyInjection;

namespace Tracking.Providers.SendGrid;

static class SendGridServices
{
    public static IServiceCollection AddSendGrid(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<SendGridOptions, SendGridOptionsValidator>().BindConfiguration(SendGridOptions.Section);
        return services.AddSingleton<IProvider, SendGridProvider>();
    }
}
