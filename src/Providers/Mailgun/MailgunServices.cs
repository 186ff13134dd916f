using Microsoft.Extensions.DependencyInjection;

namespace Tracking.Providers.Mailgun;

static class MailgunServices
{
    public static IServiceCollection AddMailgun(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<MailgunOptions, MailgunOptionsValidator>().BindConfiguration(MailgunOptions.Section);
        return services.AddSingleton<IProvider, MailgunProvider>();
    }
}
