using Microsoft.Extensions.DependencyInjection;

namespace Tracking.Providers.Postmark;

static class PostmarkServices
{
    public static IServiceCollection AddPostmark(this IServiceCollection services) =>
        services.AddSharedSecret(PostmarkProvider.Section).AddSingleton<IProvider, PostmarkProvider>();
}
