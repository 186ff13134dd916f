using System.Security.Cryptography.X509Certificates;
using Tracking.Providers.Ses;

namespace Tracking.Unit.Providers.Ses;

/// <summary>Messages that AWS's validator for JavaScript and OpenSSL accepted (N4: OpenSSL, for that validator errs).</summary>
static class SnsVectors
{
    const string Topic = "arn:aws:sns:eu-west-1:111122223333:ses-events";
    const string CertUrl = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem";

    public static readonly X509Certificate2 Certificate = X509CertificateLoader.LoadCertificate(Convert.FromBase64String(
        "MIICszCCAZugAwIBAgIBBzANBgkqhkiG9w0BAQsFADAdMRswGQYDVQQDDBJzbnMudmVjdG9yLmludmFsaWQwHhcNMjYwMTAxMDAwMDAwWhcNND" +
        "YwMTAxMDAwMDAwWjAdMRswGQYDVQQDDBJzbnMudmVjdG9yLmludmFsaWQwggEiMA0GCSqGSIb3DQEBAQUAA4IBDwAwggEKAoIBAQC7hjitUNd6" +
        "8Gs0EAibH5DTORRu37GON8Ir9W3GlOx4WLVr4Lnnhi6ReSn1UXReOJe8UapkB7wYuSTEywF6dkjgLGM686CjibcDwlXLoAcZsAi0bNKTKOPLkf" +
        "bZ3PqVqcX65iZMoJX0/0lB8qVyfW5Sr6UfNj6jNgGrXMVSudNrUBR/eeVq84aKOpCtUBVsWDIjlY0SNE1iC76EKK8Toptp+u6+RL28GTrvJtdo" +
        "001u9W0Vrw+yLZOVTgnamD6cgS4UpoY36JuQMJz/wu+InS8EKzeEaEDBUlm8KkweSV9gF1AY1b2hMwV0SkTusL1Yzqwl574fgFzcc281+62H54" +
        "GDAgMBAAEwDQYJKoZIhvcNAQELBQADggEBAC8Ocgj7WBzrYjYxdLIaToG4JKqrUrUkUeG35FK57R9sz9H8r+dnPcchD37rlgMfEzFwuXnRp2dG" +
        "0JEqr13MctDRZeQ35dg5ktCmfYteOA2XTiVfErnBxdv6CSpJCfeEeBzgQsNtB7nTlH+STQTJAiZCe8tEVXY2Y9BPF8yJjtALx9G256V8nug88I" +
        "cCD7RqfzLaLDk9Rdtpr6OOxJRbqWQuAvxs0YiDTuiFrAUjwG7KiqrvmjSz+J99wjkw3O3LX+t99F0JRS3xyRdgQRXgQygVVG1Cv26woqsIznxP" +
        "ENryytrsXVReqAWAsWgI80JeDJ9BD5bwxl7wfSwCS8mtFEk="));

    public static readonly SnsEnvelope N1 = new()
    {
        Type = SnsEnvelope.Notification,
        MessageId = "0a5c1d9e-3b77-5f10-8d42-4e6f7a8b9c01",
        TopicArn = Topic,
        Timestamp = "2026-11-21T02:54:00.123Z",
        Message = """{"eventType":"Delivery","mail":{"messageId":"0102019a7c1e4b2f-9d33aa10-bb20-4c30-8d40-5e60f7081920-000000"}}""",
        SignatureVersion = "1",
        SigningCertUrl = CertUrl,
        Signature =
        "lN2MnBSLO1ZpmTm+pJD7nN78jziiWN2O+9NzLW+gwFi/4dCytw9+ojq5QjHcyIPbneyLM4vxAP69JK0SIoALoVeWW0su40wNxOpjmkwYG/3PJo" +
        "792rP+hOgfdJXJi1CAKpLnzSfebI/RMqidNOR2fpCuandT7e8FFh7KYFejBGOv2v0vC7y/rBeKZ/7yGJ2I/Eni7ZEdmF9a46GgEok1660G5e5R" +
        "seVS5Tgrn7a9/9i9KYu8f98zmBZuJhqUQkPOwlHXvKs55gXOfcPgkpnDbfm1xOq16v2G8ZsicZaBDOuaSBvaUT3pu4/HFumOtk7xwA7mDa/f29" +
        "VOi+dp2/9Ehw==",
    };

    public static readonly SnsEnvelope N2 = N1 with
    {
        MessageId = "0a5c1d9e-3b77-5f10-8d42-4e6f7a8b9c02",
        Subject = "Amazon SES Email Event Notification",
        Message = "line1\nline2 \u2014 caf\u00e9\t\"q\"",
        SignatureVersion = "2",
        Signature =
        "RpcavW5RmIbplaOgiE5HaZ6TRgbTdi9DHxOW1yOPakZEwWM69y886FnnzPyvXouTh364+LKUEjb18yeqlP3s3u0G1PYwYOBhkCfY4xm9OHUbpB" +
        "Z9bdgdP4adXx7Lwr3aawM006MoCcdek8A9lLO+4LBLyKNYGBzNMeHv+AxZ7QWAnG/xRdPY7zcjCkHoJlzoREVgImyxbd3eXKcu3mgCoxx5PndT" +
        "Uj1L0gbfGN7aqXNBsx9RmVcwVaB2rySmz946yKUCMJQZPDX1WAgpU+mZHJV6RK1SlNUdByL8RZpMEQXQp0NIf1clb9m1Jq160fiwRKD/1D7ujA" +
        "YZH0AiJFJFSg==",
    };

    public static readonly SnsEnvelope N3 = N1 with
    {
        Type = SnsEnvelope.SubscriptionConfirmation,
        MessageId = "6f2e4c1a-90b3-4d75-8e1f-2a3b4c5d6e7f",
        Timestamp = "2026-11-21T02:50:00.000Z",
        Token = "2336412f37fb687f5d51e6e2425a",
        Message =
            "You have chosen to subscribe to the topic arn:aws:sns:eu-west-1:111122223333:ses-events.\n" +
            "To confirm the subscription, visit the SubscribeURL included in this message.",
        SubscribeUrl =
            "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription" +
            "&TopicArn=arn:aws:sns:eu-west-1:111122223333:ses-events&Token=2336412f37fb687f5d51e6e2425a",
        SignatureVersion = "2",
        Signature =
        "aeq6aJPOe0Oun6Ij+UHLk9q50yV0PwCTI4nImX85sSrrhdvr989jtdAvU/AV7uUFJCDr7rciMH56M53aJaEp/mnfa08M20UMmKrBXdXrkxGtRN" +
        "O04jUad/KzIk+k94gEYHzZaeab2jUJyPITBaqDZss/MeONRfxrNDKwlNjIDpcpYwanmMpOtHdHuuG8yHA5/kvctJ7Gw7Q69ABPDGgsWktBQg6O" +
        "ef9NdI3EsmGCONqF+c7GiJKoYSRWbxaVaqy4fE2wh+LhtM5On8d4OfYP1DcAJH8Pui4VYP0q0y3F8fbXHRGIEpsHM+wfBQ7pD3pkSBhBT7lXPX" +
        "hnNfthw+0JSg==",
    };

    public static readonly SnsEnvelope N4 = N3 with
    {
        Type = SnsEnvelope.UnsubscribeConfirmation,
        MessageId = "6f2e4c1a-90b3-4d75-8e1f-2a3b4c5d6e80",
        SignatureVersion = "1",
        Signature =
        "Vtdz0TuPU+gUqqexeXCWEoHDVivuH/507U9L3KJP0YVxmYdoWzsXho5nnMUWjmsPDWtecBcTv7nP76wZU9Mc3rMwD/qiiq5EZOTxlnS61jEJhb" +
        "jG5nRxQ+1+iwibYt0x+sP+4D8j1Tu92cKH+7L5zsL15rOHhiU2SMd9/vVXEOxWZ7J112dyMDNR3LoguzyFTJhX6vmhe9kyUFJepLnlnyUBAysM" +
        "sjcauGEENVFkW3B3+ryX4Xcs3nA4SlH8omgaZ5DuX1EvTGawVTad7QsVr0iIBLN2PyWPexEAEwXnB6bN/edA3h0ZIjLYLZVGwpbm5j1abpJ2z/" +
        "3k88BgoT0ysg==",
    };

    public static SnsEnvelope Of(string name) => name switch
    {
        "N1" => N1,
        "N2" => N2,
        "N3" => N3,
        "N4" => N4,
        _ => throw new ArgumentException(name, nameof(name)),
    };
}
