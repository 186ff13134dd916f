using Microsoft.Extensions.Options;
using Tracking.Hosting;

namespace Tracking.Ingress.Events;

/// <summary>Who may publish over HTTP: holders of a key whose hash is configured.</summary>
sealed class ProducerKeys(IOptions<IngressOptions> options)
{
    readonly byte[][] _hashes = [.. options.Value.ProducerKeys.Select(Convert.FromHexString)];

    public bool Any => _hashes.Length > 0;

    public bool Accept(string? authorization) =>
        BearerKey.HashOf(authorization) is { } hash && BearerKey.Find(_hashes, known => known, hash) is not null;
}
