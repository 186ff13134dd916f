using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;

namespace Tracking.Simulator.Comparison;

/// <summary>Reads the dashboard's API. It may be restarting just now: a passing fault is tried again for a while.</summary>
sealed class DashboardClient(HttpClient http, Uri dashboard, string? key, TimeProvider time)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <returns>Null where the delivery is not known.</returns>
    public Task<TrackedDelivery?> FindAsync(string deliveryId, CancellationToken cancellationToken) => GetAsync(
        $"/api/deliveries/{Uri.EscapeDataString(deliveryId)}", DashboardJson.Default.TrackedDelivery, cancellationToken);

    /// <param name="from">The earliest <c>createdAt</c>.</param>
    public IAsyncEnumerable<TrackedDelivery> ListAsync(DateTimeOffset from, CancellationToken cancellationToken) => PagesAsync(
        $"/api/deliveries?limit=500&from={Uri.EscapeDataString(from.ToString("O", CultureInfo.InvariantCulture))}",
        DashboardJson.Default.TrackedPageTrackedDelivery, cancellationToken);

    public IAsyncEnumerable<TrackedOrphan> OrphansAsync(CancellationToken cancellationToken) =>
        PagesAsync("/api/orphans?limit=500", DashboardJson.Default.TrackedPageTrackedOrphan, cancellationToken);

    /// <summary>The newest first.</summary>
    public IAsyncEnumerable<TrackedSuppression> SuppressionsAsync(CancellationToken cancellationToken) =>
        PagesAsync("/api/suppressions?limit=500", DashboardJson.Default.TrackedPageTrackedSuppression, cancellationToken);

    async IAsyncEnumerable<T> PagesAsync<T>(
        string path, JsonTypeInfo<TrackedPage<T>> type, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var cursor = ""; ;)
        {
            var page = await GetAsync(path + cursor, type, cancellationToken)
                ?? throw new DashboardException($"GET {path} answered 404");
            foreach (var item in page.Items)
                yield return item;
            if (page.Next is null)
                yield break;
            cursor = "&cursor=" + Uri.EscapeDataString(page.Next);
        }
    }

    async Task<T?> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        var began = time.GetTimestamp();
        while (true)
        {
            string problem;
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(dashboard, path));
                if (key is not null)
                    request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
                using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
                if (response.StatusCode == HttpStatusCode.NotFound)
                    return null;
                if (response.IsSuccessStatusCode)
                    return await response.Content.ReadFromJsonAsync(type, cancellationToken);
                problem = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
                if ((int)response.StatusCode < 500 && response.StatusCode != HttpStatusCode.TooManyRequests)
                    throw new DashboardException($"GET {path} answered {problem}");
            }
            catch (Exception e) when (e is HttpRequestException or IOException or SocketException
                || e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                problem = e.Message;
            }

            if (time.GetElapsedTime(began) > Patience)
                throw new DashboardException($"GET {path} did not succeed in {Patience.TotalSeconds} s: {problem}");
            await Task.Delay(TimeSpan.FromMilliseconds(500), time, cancellationToken);
        }
    }
}

/// <summary>The dashboard cannot be asked, so nothing can be compared.</summary>
sealed class DashboardException(string message) : Exception(message);
