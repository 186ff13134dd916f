namespace Tracking.Worker.Alerts;

static class AlertServices
{
    public static IServiceCollection AddAlerts(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<AlertOptions, AlertOptionsValidator>().BindConfiguration(AlertOptions.Section);
        services.AddSingleton<CallbackActivity>();
        services.AddHostedService(provider => provider.GetRequiredService<CallbackActivity>());
        services.AddSingleton<AlertWatch>();
        return services.AddHostedService(provider => provider.GetRequiredService<AlertWatch>());
    }
}
