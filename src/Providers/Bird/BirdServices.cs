using Microsoft.Extensions.DependencyInjection;

namespace Tracking.Providers.Bird;

static class BirdServices
{
    public static IServiceCollection AddBird(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<BirdOptions, BirdOptionsValidator>().BindConfiguration(BirdOptions.Section);
        return services.AddSingleton<IProvider, BirdProvider>();
    }
}
