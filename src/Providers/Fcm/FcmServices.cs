using Microsoft.Extensions.DependencyInjection;

namespace Tracking.Providers.Fcm;

static class FcmServices
{
    public static IServiceCollection AddFcm(this IServiceCollection services) => services.AddSingleton<IFailureCodes, FcmFailureCodes>();
}
