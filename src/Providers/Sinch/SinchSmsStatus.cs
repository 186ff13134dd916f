using Tracking.Deliveries;

namespace Tracking.Providers.Sinch;

/// <summary>The words of the SMS API in our terms; what is new maps to Unknown.</summary>
static class SinchSmsStatus
{
    public static bool IsReport(string type) => type is
        "delivery_report_sms" or "delivery_report_mms" or "recipient_delivery_report_sms" or "recipient_delivery_report_mms";

    /// <summary>
    /// Codes are kept and refine nothing: their table could not be read, so nobody is suppressed for one. Nor is anybody for
    /// <c>Deleted</c>, which stands for an invalid number and for a recipient who opted out, and does not say for which.
    /// </summary>
    /// <seealso href="https://developers.sinch.com/docs/sms/api-reference/sms/tag/Delivery-reports/"/>
    public static (Evidence Evidence, string? Reason) Map(string status) => status switch
    {
        "Queued" => (Evidence.Queued, null),
        "Dispatched" => (Evidence.Sent, null),
        "Delivered" => (Evidence.Delivered, null),
        "Aborted" => (Evidence.FailedAtProvider, "provider"),
        "Cancelled" => (Evidence.FailedAtProvider, "canceled"),
        "Rejected" => (Evidence.FailedAtProvider, "rejected"),
        "Deleted" => (Evidence.FailedAtProvider, "deleted"),
        "Failed" => (Evidence.Undelivered, "undelivered"),
        "Expired" => (Evidence.Undelivered, "expired"),
        // The carrier never told.
        "Unknown" => (Evidence.Sent, "unconfirmed"),
        _ => (Evidence.Unknown, status),
    };
}
