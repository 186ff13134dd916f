using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Configuration.KeyPerFile;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Tracking.Hosting;

/// <summary>What every host shares before it adds anything of its own.</summary>
public static class TrackingHost
{
    /// <summary>Secrets as files, one per key, as Docker and Kubernetes mount them: <c>Providers__Twilio__AuthTokens__0</c>.</summary>
    const string SecretsFolder = "/run/secrets";

    /// <summary>Above the time that is given to the parts together, below what orchestrators wait by default.</summary>
    static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(28);

    /// <param name="defaultUrls">Where the host listens unless <c>Urls</c> says otherwise.</param>
    public static WebApplicationBuilder CreateBuilder(string[] args, string defaultUrls)
    {
        var builder = WebApplication.CreateBuilder(args);

        // Above appsettings.json, and below the environment and the command line.
        var sources = builder.Configuration.Sources;
        sources.Insert(sources.ToList().FindLastIndex(source => source is JsonConfigurationSource) + 1, new KeyPerFileConfigurationSource
        {
            FileProvider = Directory.Exists(SecretsFolder) ? new PhysicalFileProvider(SecretsFolder) : null,
            Optional = true,
        });

        if ((builder.Configuration[WebHostDefaults.ServerUrlsKey] ?? builder.Configuration[WebHostDefaults.HttpPortsKey]) is null)
            builder.WebHost.UseUrls(defaultUrls);

        // What program answers is nobody's business out there.
        builder.WebHost.ConfigureKestrel(server => server.AddServerHeader = false);

        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss.fff ";
            console.UseUtcTimestamp = true;
        });
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Extensions.Http", LogLevel.Warning);
        builder.Logging.AddFilter("System.Net.Http", LogLevel.Warning);
        builder.Logging.AddFilter("Polly", LogLevel.Warning);
        builder.Logging.AddFilter("Npgsql", LogLevel.Warning);
        builder.Logging.AddFilter("MassTransit", LogLevel.Warning);

        // What fails is said once, by whoever dead-letters it or answers for it; not with a stack, nor at every probe.
        builder.Logging.AddFilter("MassTransit.ReceiveTransport", LogLevel.None);
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);

        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddProblemDetails();
        builder.Services.AddHealthChecks();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(25));
        return builder;
    }

    /// <summary>The first address that the running host listens on, with the port it got where it asked for any.</summary>
    public static Uri ListensOn(this WebApplication app) => new(
        app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Builds the host once its options have been checked: before anything reads them, so that all that is wrong is said at once.</summary>
    /// <exception cref="OptionsValidationException">An option is wrong. Several are in an <see cref="AggregateException"/>.</exception>
    public static WebApplication BuildValidated(this WebApplicationBuilder builder)
    {
        var app = builder.Build();
        app.Services.GetService<IStartupValidator>()?.Validate();
        SettingsWithoutEffect.WarnOf(app.Configuration, app.Logger);
        return app;
    }

    /// <summary>Builds a host and runs it until it is stopped.</summary>
    /// <returns>
    /// The exit code: 1 where an option is wrong or the host gave up, after a line for each reason; so that whoever started it sees
    /// that it did not end as it was asked to.
    /// </returns>
    public static Task<int> RunToEndAsync(Func<WebApplication> build) => RunToEndAsync(build, LongestStop, Environment.Exit);

    /// <param name="endProcess">Called with the exit code if the host has not stopped within <paramref name="longestStop"/>.</param>
    internal static async Task<int> RunToEndAsync(Func<WebApplication> build, TimeSpan longestStop, Action<int> endProcess)
    {
        using var stopped = new CancellationTokenSource();
        try
        {
            await using var app = build();
            app.Lifetime.ApplicationStopping.Register(() => _ = EndInTimeAsync(app.Services, longestStop, endProcess, stopped.Token));
            try
            {
                await app.StartAsync();
                await app.WaitForShutdownAsync();
            }
            catch (OperationCanceledException) when (app.GaveUp().Any())
            {
                // It gave up before it had started.
            }

            return await SayAsync(app.GaveUp());
        }
        catch (Exception e) when (WrongOptions(e) is { Count: > 0 } wrong)
        {
            return await SayAsync(wrong.Select(failure => $"Configuration: {failure}"));
        }
        finally
        {
            await stopped.CancelAsync();
        }
    }

    // A part that does not stop must not keep the process: a bus may wait for ever that is asked to stop while it connects again. What is
    // not acknowledged goes back to its queue with the connection, and what is not finished is done by whoever takes it next.
    static async Task EndInTimeAsync(IServiceProvider services, TimeSpan longestStop, Action<int> endProcess, CancellationToken stopped)
    {
        var running = services.GetServices<IHostedService>().OfType<BackgroundService>().ToArray();
        await Task.Delay(longestStop, stopped).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (stopped.IsCancellationRequested)
            return;

        // Not by the log, which writes behind our back, and may not get to it before the end.
        var late = running.Where(service => service.ExecuteTask is { IsCompleted: false }).Select(service => service.GetType().Name).ToArray();
        await Console.Error.WriteLineAsync(
            $"{NotStopped} within {longestStop.TotalSeconds} s: the process ends without {(late.Length > 0 ? string.Join(", ", late) : "the bus")}");
        endProcess(1);
    }

    /// <summary>Begins the line that says so.</summary>
    public const string NotStopped = "Stopped: something did not stop";

    static List<string> WrongOptions(Exception exception) => exception switch
    {
        OptionsValidationException wrong => [.. wrong.Failures],
        // A value that is not even of its option's type. The message names the key and the type.
        InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" } mistyped => [mistyped.Message],
        AggregateException several => [.. several.InnerExceptions.SelectMany(WrongOptions)],
        _ => [],
    };

    // A background service that fails stops the host, which then ends as if it had been asked to.
    static IEnumerable<string> GaveUp(this WebApplication app) => app.Services.GetServices<IHostedService>()
        .OfType<BackgroundService>()
        .Select(service => service.ExecuteTask?.Exception?.GetBaseException())
        .OfType<Exception>()
        .Select(exception => $"Stopped: {exception.Message}");

    static async Task<int> SayAsync(IEnumerable<string> reasons)
    {
        var exitCode = 0;
        foreach (var reason in reasons)
        {
            await Console.Error.WriteLineAsync(reason);
            exitCode = 1;
        }

        return exitCode;
    }
}
