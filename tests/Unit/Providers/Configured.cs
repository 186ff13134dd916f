using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Tracking.Providers;
using Xunit;

namespace Tracking.Unit.Providers;

/// <summary>The providers over some settings.</summary>
static class Configured
{
    public static ServiceProvider Services(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)))
            .Build();
        return new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddProviders().BuildServiceProvider();
    }

    /// <summary>Also checks that a host would start.</summary>
    public static IProvider Provider(string name, params (string Key, string Value)[] settings)
    {
        var services = Services(settings);
        services.GetRequiredService<IStartupValidator>().Validate();
        return services.GetRequiredService<ProviderCatalog>().TryGet(name, out var provider)
            ? provider
            : throw new ArgumentException($"no provider is called {name}", nameof(name));
    }

    /// <summary>The sentence with which a host would refuse to start.</summary>
    public static string Refusal(params (string Key, string Value)[] settings)
    {
        using var services = Services(settings);
        return Assert.Throws<OptionsValidationException>(services.GetRequiredService<IStartupValidator>().Validate).Message;
    }
}
