using Microsoft.Extensions.DependencyInjection;
using Tracking.Providers.Apns;
using Tracking.Providers.Bird;
using Tracking.Providers.Brevo;
using Tracking.Providers.Fcm;
using Tracking.Providers.Infobip;
using Tracking.Providers.Mailgun;
using Tracking.Providers.Mailjet;
using Tracking.Providers.MessageBird;
using Tracking.Providers.Plivo;
using Tracking.Providers.Postmark;
using Tracking.Providers.Resend;
using Tracking.Providers.SendGrid;
using Tracking.Providers.Ses;
using Tracking.Providers.Sinch;
using Tracking.Providers.SparkPost;
using Tracking.Providers.Telnyx;
using Tracking.Providers.Twilio;
using Tracking.Providers.Vonage;

namespace Tracking.Providers;

public static class ProviderServices
{
    /// <summary>
    /// Every provider, and the catalogues of them. A host that only reads callbacks needs no configuration for it; one that verifies them
    /// also registers what fetches the certificates of SNS.
    /// </summary>
    public static IServiceCollection AddProviders(this IServiceCollection services) => services
        .AddTwilio()
        .AddSes()
        .AddSendGrid()
        .AddPlivo()
        .AddMessageBird()
        .AddBird()
        .AddFcm()
        .AddApns()
        .AddPostmark()
        .AddSparkPost()
        .AddMailjet()
        .AddInfobip()
        .AddBrevo()
        .AddResend()
        .AddMailgun()
        .AddTelnyx()
        .AddVonage()
        .AddSinch()
        .AddSingleton<ProviderCatalog>()
        .AddSingleton<FailureCatalog>();
}
