using Microsoft.Extensions.DependencyInjection;

namespace Tracking.Providers.MessageBird;

static class MessageBirdServices
{
    public static IServiceCollection AddMessageBird(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<MessageBirdOptions, MessageBirdOptionsValidator>()
            .BindConfiguration(MessageBirdOptions.Section);
        return services.AddSingleton<IProvider, MessageBirdProvider>();
    }
}
