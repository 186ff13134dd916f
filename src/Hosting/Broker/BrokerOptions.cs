using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Tracking.Hosting.Broker;

/// <summary>Where the broker is: <c>ConnectionStrings:RabbitMq</c>.</summary>
public sealed class BrokerOptions
{
    public const string Key = "ConnectionStrings:RabbitMq";

    /// <summary>
    /// <c>amqp://user:password@host:5672/virtual-host</c>; <c>amqps</c> for TLS; the nodes of a cluster separated by commas:
    /// <c>amqp://user:password@node1:5672,node2:5672/</c>.
    /// </summary>
    public string RabbitMq { get; set; } = "amqp://guest:guest@localhost:5672/";

    /// <summary>Without the slash before it: <c>/</c> is the broker's default one.</summary>
    /// <exception cref="FormatException">The connection string is none.</exception>
    public string VirtualHost => Uri.UnescapeDataString(Address.Host.AbsolutePath) is ['/', .. { Length: > 0 } named] ? named : "/";

    /// <summary>The parts of the connection string.</summary>
    /// <exception cref="FormatException">It is not one; the message does not repeat it, for it holds a password.</exception>
    internal BrokerAddress Address => BrokerAddress.Parse(RabbitMq);
}

sealed class BrokerOptionsSetup(IConfiguration configuration) : IConfigureOptions<BrokerOptions>, IValidateOptions<BrokerOptions>
{
    public void Configure(BrokerOptions options)
    {
        if (configuration[BrokerOptions.Key] is { Length: > 0 } value)
            options.RabbitMq = value;
    }

    public ValidateOptionsResult Validate(string? name, BrokerOptions options)
    {
        try
        {
            _ = options.Address;
            return ValidateOptionsResult.Success;
        }
        catch (FormatException e)
        {
            return ValidateOptionsResult.Fail(e.Message);
        }
    }
}

/// <summary>A broker's first node, credentials and virtual host, and all of its nodes.</summary>
sealed record BrokerAddress(Uri Host, string UserName, string Password, IReadOnlyList<string> Nodes)
{
    public static BrokerAddress Parse(string text)
    {
        // A URI has one host: the others are taken out first and listed as nodes.
        var start = text.IndexOf("://", StringComparison.Ordinal) + 3;
        var at = start < 3 ? -1 : text.IndexOf('@', start);
        var authority = Math.Max(start, at + 1);
        var end = authority < 3 ? -1 : text.IndexOf('/', authority);
        var hosts = authority < 3 ? "" : text[authority..(end < 0 ? text.Length : end)];
        var nodes = hosts.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (nodes.Length == 0
            || !Uri.TryCreate(text[..authority] + nodes[0] + (end < 0 ? "/" : text[end..]), UriKind.Absolute, out var host)
            || host.Scheme is not ("amqp" or "amqps")
            || !nodes.All(node => Uri.TryCreate("amqp://" + node, UriKind.Absolute, out _)))
        {
            throw new FormatException(
                $"{BrokerOptions.Key} must be amqp://user:password@host:port/virtual-host, or amqps for TLS; "
                + "several hosts are separated by commas.");
        }

        var user = host.UserInfo.Split(':', 2);
        return new BrokerAddress(
            new UriBuilder(host) { UserName = "", Password = "" }.Uri,
            user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : "guest",
            user.Length > 1 ? Uri.UnescapeDataString(user[1]) : "guest",
            nodes);
    }
}
