using System.Net;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Tracking.Providers.Ses;

namespace Tracking.Ingress.Sns;

static class SnsServices
{
    /// <summary>What SNS needs of the network: its certificates, and the confirmation of subscriptions.</summary>
    public static IServiceCollection AddSns(this IServiceCollection services)
    {
        services.AddHttpClient(SnsHttp.ClientName, client =>
            {
                client.MaxResponseContentBufferSize = SnsHttp.MaxAnswerBytes;
                client.Timeout = Timeout.InfiniteTimeSpan; // The pipeline of SnsHttp has the limits.
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                AutomaticDecompression = DecompressionMethods.None,
                ConnectCallback = PublicAddress.ConnectAsync,
            });
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<SnsHttp>().AddSingleton<SubscriptionClient>();
        return services.AddSingleton<ISigningCertificates, SigningCertificateClient>();
    }
}
