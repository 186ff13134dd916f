using System.Security.Cryptography.X509Certificates;

namespace Tracking.Providers.Ses;

/// <summary>Where the certificates come from that SNS signs with. The host that verifies has the network for it.</summary>
public interface ISigningCertificates
{
    /// <param name="url">Of a certificate that the topic's own host offers: it was checked.</param>
    /// <returns>Null where it cannot be had now, or is not to be trusted. Kept by its source: do not dispose of it.</returns>
    ValueTask<X509Certificate2?> FindAsync(Uri url, CancellationToken cancellationToken);
}
