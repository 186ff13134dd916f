using System.Net;
using Microsoft.Extensions.Options;

namespace Tracking.Worker.Reconciliation;

static class ReconciliationServices
{
    public static IServiceCollection AddReconciliation(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<ReconciliationOptions, ReconciliationOptionsValidator>()
            .BindConfiguration(ReconciliationOptions.Section);
        services.AddHttpClient(ProviderApi.ClientName, client =>
            {
                client.MaxResponseContentBufferSize = ProviderApi.MaxAnswerBytes;
                client.Timeout = Timeout.InfiniteTimeSpan; // The pipelines of ProviderApi have the limits.
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false, // The credentials are for nobody else.
                UseCookies = false,
                AutomaticDecompression = DecompressionMethods.None,
                MaxConnectionsPerServer = 4,
            });
        return services.AddSingleton(provider => ActivatorUtilities.CreateInstance<Reconciler>(
            provider, Configured(provider.GetRequiredService<IOptions<ReconciliationOptions>>().Value)));
    }

    static IEnumerable<IMessageLookup> Configured(ReconciliationOptions options)
    {
        if (options.Twilio.IsConfigured)
            yield return new TwilioLookup(options.Twilio);
        if (options.Plivo.IsConfigured)
            yield return new PlivoLookup(options.Plivo);
    }
}
