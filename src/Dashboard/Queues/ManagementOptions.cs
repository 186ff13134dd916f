using Microsoft.Extensions.Options;

namespace Tracking.Dashboard.Queues;

/// <summary>Where RabbitMQ's management API is: <c>RabbitMq:ManagementUrl</c>.</summary>
sealed class ManagementOptions
{
    public const string Section = "RabbitMq";

    /// <summary><c>http://user:password@host:15672</c>. The user needs the tag <c>monitoring</c>.</summary>
    public string ManagementUrl { get; set; } = "http://guest:guest@localhost:15672";
}

sealed class ManagementOptionsValidator : IValidateOptions<ManagementOptions>
{
    // Does not repeat the URL: it holds a password.
    public ValidateOptionsResult Validate(string? name, ManagementOptions options) =>
        Uri.TryCreate(options.ManagementUrl, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("RabbitMq:ManagementUrl must be http://user:password@host:15672, or https.");
}
