namespace Tracking.Unit.Providers.Infobip;

/// <summary>What the fixtures of Infobip hold.</summary>
static class InfobipRequests
{
    public const string Id = "3b7f02f5-9c1e-4a55-8d7f-2f1f0e6f3a10";
    public const string NoError = """{"groupId":0,"groupName":"OK","id":0,"name":"NO_ERROR","description":"No Error","permanent":false}""";

    public static readonly (string Name, string Json)[] All =
    [
        ("pending", Batch(Report(1, "PENDING", 7, "PENDING_ENROUTE"))),
        ("delivered-to-the-operator", Batch(Report(3, "DELIVERED", 2, "DELIVERED_TO_OPERATOR"))),
        ("delivered", Batch(Report(3, "DELIVERED", 5, "DELIVERED_TO_HANDSET"))),
        ("delivered-to-a-named-delivery", Batch(Report(3, "DELIVERED", 5, "DELIVERED_TO_HANDSET", callbackData: "delivery_id=d-7741"))),
        ("undeliverable-unknown-number", Batch(Report(2, "UNDELIVERABLE", 9, "UNDELIVERABLE_NOT_DELIVERED", Error(1, "EC_UNKNOWN_SUBSCRIBER", "true")))),
        ("undeliverable-absent", Batch(Report(2, "UNDELIVERABLE", 9, "UNDELIVERABLE_NOT_DELIVERED", Error(27, "EC_ABSENT_SUBSCRIBER", "false")))),
        ("expired", Batch(Report(4, "EXPIRED", 15, "EXPIRED_EXPIRED"))),
        ("rejected", Batch(Report(5, "REJECTED", 12, "REJECTED_NOT_ENOUGH_CREDITS"))),
        ("rejected-for-its-content", Batch(Report(5, "REJECTED", 6, "REJECTED_NETWORK", Error(4096, "EC_INVALID_PDU_FORMAT", "true")))),
        ("several", Batch(
            Report(3, "DELIVERED", 5, "DELIVERED_TO_HANDSET"),
            """{"messageId":"3b7f","to":"31612345679"}""",
            Report(4, "EXPIRED", 15, "EXPIRED_EXPIRED").Replace("31612345678", "31612345670", StringComparison.Ordinal))),
        ("seen", Batch($$"""{"messageId":"{{Id}}","from":"Acme","to":"31612345678","sentAt":"2026-11-21T02:53:58.000+0000","seenAt":"2026-11-21T02:55:00.000+0000"}""")),
        ("inbound", Batch("""{"messageId":"817790313235066447","from":"31612345678","to":"3197","text":"STOP","cleanText":"STOP","receivedAt":"2026-11-21T02:55:00.000+0000"}""")),
        ("without-an-id", Batch("""{"to":"31612345678","status":{"groupId":3,"groupName":"DELIVERED","id":5,"name":"DELIVERED_TO_HANDSET"}}""")),
        ("unheard-of", Batch(Report(9, "TELEPORTED", 99, "TELEPORTED_ELSEWHERE"))),
    ];

    public static string Batch(params string[] reports) => $$"""{"results":[{{string.Join(',', reports)}}]}""";

    public static string Error(int id, string name, string permanent) =>
        $$$"""{"groupId":1,"groupName":"HANDSET_ERRORS","id":{{{id}}},"name":"{{{name}}}","description":"what the network said","permanent":{{{permanent}}}}""";

    public static string Report(int groupId, string groupName, int id, string name, string error = NoError, string callbackData = "ord-7741") =>
        $$$"""{"bulkId":"2034072219640523072","messageId":"{{{Id}}}","to":"31612345678","from":"Acme","sentAt":"2026-11-21T02:53:58.000+0000","doneAt":"2026-11-21T03:54:00.250+0100","smsCount":1,"callbackData":"{{{callbackData}}}","price":{"pricePerMessage":0.01,"currency":"EUR"},"status":{"groupId":{{{groupId}}},"groupName":"{{{groupName}}}","id":{{{id}}},"name":"{{{name}}}","description":"what Infobip says"},"error":{{{error}}}}""";
}
