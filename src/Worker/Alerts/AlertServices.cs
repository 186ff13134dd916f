namespace Tracking.Worker.Alerts;

static class AlertServices
{
    public static IServiceCollection AddAlerts(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<AlertOptions, AlertOptionsValidator>().BindConfiguration(AlertOptions.Section);
        services.AddSingleton<CallbackActivity>();
        services.AddHostedService(provider => provider.GetRequiredService<CallbackActivity>());
        services.AddSingleton<RateWatch>();
        services.AddSingleton<DeadLettersWaiting>();
        services.AddSingleton<AlertWatch>();
        AddWebhook(services);
        return services.AddHostedService(provider => provider.GetRequiredService<AlertWatch>());
    }

    static void AddWebhook(IServiceCollection services)
    {
        services.AddHttpClient(AlertWebhook.ClientName, client => client.Timeout = Timeout.InfiniteTimeSpan) // Its pipeline has the limits.
            .RemoveAllLoggers() // Of many services, whoever knows the URL may call it.
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false, // Whoever is configured is called, and nobody else.
                UseCookies = false,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5), // Names move.
            });
        services.AddSingleton<AlertWebhook>();
        services.AddHostedService(provider => provider.GetRequiredService<AlertWebhook>());
    }
}
