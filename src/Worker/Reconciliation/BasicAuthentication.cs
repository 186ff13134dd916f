using System.Net.Http.Headers;
using System.Text;

namespace Tracking.Worker.Reconciliation;

/// <summary>HTTP's Basic scheme (RFC 7617).</summary>
static class BasicAuthentication
{
    public static AuthenticationHeaderValue Of(string user, string password) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
}
