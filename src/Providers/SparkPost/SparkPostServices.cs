using Microsoft.Extensions.DependencyInjection;

namespace Tracking.Providers.SparkPost;

static class SparkPostServices
{
    public static IServiceCollection AddSparkPost(this IServiceCollection services) =>
        services.AddSharedSecret(SparkPostProvider.Section).AddSingleton<IProvider, SparkPostProvider>();
}
