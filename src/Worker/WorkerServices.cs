using MassTransit;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Tracking.Contracts;
using Tracking.Hosting;
using Tracking.Hosting.Broker;
using Tracking.Hosting.DeadLetters;
using Tracking.Worker.Alerts;
using Tracking.Worker.Analytics;
using Tracking.Worker.Announcements;
using Tracking.Worker.Callbacks;
using Tracking.Worker.DeadLetters;
using Tracking.Worker.Notifications;
using Tracking.Worker.Overdue;
using Tracking.Worker.Reconciliation;
using Tracking.Worker.Redelivery;
using Tracking.Worker.Retention;
using Tracking.Worker.Telemetry;
using Tracking.Worker.Unsubscribes;

namespace Tracking.Worker;

/// <summary>The worker's parts, for its own host and for the one that holds them all.</summary>
public static class WorkerServices
{
    // As much as 64 full messages. A write of 500 needs an eighth of it; with two under way and two being read, the rest is enough.
    const int CallbackKibibytes = 4 * 1024;

    /// <summary>What consumes, but not the bus that it consumes from. Register it before the bus, so that it stops after it.</summary>
    public static IServiceCollection AddWorker(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<WorkerOptions, WorkerOptionsValidator>().BindConfiguration("Worker");
        services.AddSingleton<StoragePatience>();
        services.AddSingleton(_ => new BytesInHand(CallbackKibibytes));
        services.AddHealthChecks().AddCheck<StoragePatience>("writes", tags: [HealthEndpoints.Ready]);
        services.AddMetrics();
        services.AddSingleton<WorkerMetrics>();
        services.AddSingleton<ProducerLinks>();
        services.AddConsumeObserver<QueueTime>();
        services.AddSingleton<EvidenceWriter>();
        services.AddHostedService(provider => provider.GetRequiredService<EvidenceWriter>());
        services.AddSingleton<OutboxSignal>();
        services.AddHostedService<OutboxRelay>();
        services.AddHostedService<OverdueSweep>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<RedeliveryLadderOptions>, RedeliveryLadderOptionsSetup>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RedeliveryLadderOptions>, RedeliveryLadderOptionsSetup>());
        services.AddOptions<RedeliveryLadderOptions>().ValidateOnStart();
        services.TryAddSingleton<IFailedMessages, RabbitMqFailedMessages>();
        services.AddSingleton<ProofMemory>();
        services.AddHostedService(provider => provider.GetRequiredService<ProofMemory>());
        services.AddReconciliation();
        services.AddAlerts();
        services.AddHostedService<AnalyticsFold>();
        services.AddSingleton<CallbackArchive>();
        services.AddHostedService(provider => provider.GetRequiredService<CallbackArchive>());
        AddRetention(services);
        services.AddSingleton<WritesLiveness>();
        services.AddHealthChecks().AddCheck<WritesLiveness>("writing", tags: [HealthEndpoints.Live]);
        return services;
    }

    static void AddRetention(IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<RetentionOptions, RetentionOptionsValidator>().BindConfiguration("Retention");
        services.AddSingleton<RetentionMetrics>();
        services.AddHostedService<RetentionRounds>();
    }

    /// <summary>Keeps what fails in memory, where there is no broker. Call it before <see cref="AddWorker"/>.</summary>
    public static IServiceCollection AddInMemoryFailedMessages(this IServiceCollection services) =>
        services.AddInMemoryReplays().AddSingleton<IFailedMessages, InMemoryFailedMessages>();

    /// <summary>Archives the dead letters of the broker's queues. Call it after <see cref="AddWorker"/>.</summary>
    public static IServiceCollection AddDeadLetterCollector(this IServiceCollection services) =>
        services.AddRabbitMqDeadLetterFeed().AddHostedService<DeadLetterCollector>();

    public static void AddWorkerConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<NotificationQueuedConsumer>();
        bus.AddConsumer<NotificationSentConsumer>();
        bus.AddConsumer<NotificationFailedConsumer>();
        bus.AddConsumer<ProviderMessageAssignedConsumer>();
        bus.AddConsumer<ReceiptReportedConsumer>();
        bus.AddConsumer<CallbacksReceivedConsumer>();
        bus.AddConsumer<UnsubscribeRequestedConsumer>();
        bus.AddConsumer<CallbacksRefusedConsumer>();
    }

    /// <summary>Each consumed message's own queue, with its own dead letters. The same over RabbitMQ and in memory.</summary>
    public static void ConfigureWorkerEndpoints(this IBusFactoryConfigurator bus, IBusRegistrationContext context)
    {
        var options = context.GetRequiredService<IOptions<WorkerOptions>>().Value;
        var delays = context.GetRequiredService<IOptions<RedeliveryLadderOptions>>().Value.Delays;
        Configure<NotificationQueuedConsumer>(Queues.NotificationQueued, options.Prefetch);
        Configure<NotificationSentConsumer>(Queues.NotificationSent, options.Prefetch);
        Configure<NotificationFailedConsumer>(Queues.NotificationFailed, options.Prefetch);
        Configure<ProviderMessageAssignedConsumer>(Queues.ProviderMessageAssigned, options.Prefetch);
        Configure<ReceiptReportedConsumer>(Queues.ReceiptReported, options.Prefetch);
        Configure<CallbacksReceivedConsumer>(Queues.CallbacksReceived, options.CallbacksPrefetch, context.GetRequiredService<BytesInHand>());
        Configure<UnsubscribeRequestedConsumer>(Queues.UnsubscribeRequested, options.CallbacksPrefetch);
        Configure<CallbacksRefusedConsumer>(Queues.CallbacksRefused, options.CallbacksPrefetch);

        void Configure<TConsumer>(string queue, int prefetch, BytesInHand? inHand = null)
            where TConsumer : class, IConsumer =>
            bus.ReceiveEndpoint(queue, endpoint =>
            {
                // Every message waits for its write: as many are under way as are prefetched.
                endpoint.PrefetchCount = prefetch;
                endpoint.ConcurrentMessageLimit = prefetch;
                if (inHand is not null)
                    endpoint.ConfigureReceive(pipe => pipe.UseFilter(inHand));
                if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbitMq)
                {
                    rabbitMq.DescribeQueue(queue);

                    // Each names the exchange that the queue's own dead letters go to, and the last one counts.
                    foreach (var delay in delays.Distinct())
                    {
                        var waiting = BrokerTopology.RedeliveryQueueOf(delay);
                        rabbitMq.BindDeadLetterQueue(waiting, waiting, described => described.DescribeRedeliveryQueue(delay));
                    }

                    rabbitMq.BindDeadLetterQueue(
                        Queues.DeadLettersOf(queue), Queues.DeadLettersOf(queue), dead => dead.DescribeDeadLetterQueue());
                }

                var failures = new FailureFilter(
                    queue, context.GetRequiredService<IFailedMessages>(), context.GetRequiredService<TimeProvider>(),
                    context.GetRequiredService<IHostApplicationLifetime>(), context.GetRequiredService<ILogger<FailureFilter>>());
                endpoint.ConfigureError(pipe => pipe.UseFilter(failures));
                endpoint.ConfigureDeadLetter(pipe => pipe.UseFilter(failures));
                endpoint.ConfigureConsumer<TConsumer>(context);
            });
    }
}
