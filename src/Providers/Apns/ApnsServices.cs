using Microsoft.Extensions.DependencyInjection;

namespace Tracking.Providers.Apns;

static class ApnsServices
{
    public static IServiceCollection AddApns(this IServiceCollection services) => services.AddSingleton<IFailureCodes, ApnsFailureCodes>();
}
