using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Tracking.Simulator;
using Tracking.Simulator.Players;
using Xunit;

namespace Tracking.Unit.Simulator;

public sealed class SignerTests
{
    const string Token = "8d1f6b3c2a9e4f70b5c6d7e8f9a0b1c2";

    // The certificate of the published vectors; its key is not known, so their signatures are checked, not made.
    const string Certificate =
        """
        MIICszCCAZugAwIBAgIBBzANBgkqhkiG9w0BAQsFADAdMRswGQYDVQQDDBJzbnMudmVjdG9yLmludmFsaWQwHhcNMjYwMTAxMDAwMDAwWhcN
        NDYwMTAxMDAwMDAwWjAdMRswGQYDVQQDDBJzbnMudmVjdG9yLmludmFsaWQwggEiMA0GCSqGSIb3DQEBAQUAA4IBDwAwggEKAoIBAQC7hjit
        UNd68Gs0EAibH5DTORRu37GON8Ir9W3GlOx4WLVr4Lnnhi6ReSn1UXReOJe8UapkB7wYuSTEywF6dkjgLGM686CjibcDwlXLoAcZsAi0bNKT
        KOPLkfbZ3PqVqcX65iZMoJX0/0lB8qVyfW5Sr6UfNj6jNgGrXMVSudNrUBR/eeVq84aKOpCtUBVsWDIjlY0SNE1iC76EKK8Toptp+u6+RL28
        GTrvJtdo001u9W0Vrw+yLZOVTgnamD6cgS4UpoY36JuQMJz/wu+InS8EKzeEaEDBUlm8KkweSV9gF1AY1b2hMwV0SkTusL1Yzqwl574fgFzc
        c281+62H54GDAgMBAAEwDQYJKoZIhvcNAQELBQADggEBAC8Ocgj7WBzrYjYxdLIaToG4JKqrUrUkUeG35FK57R9sz9H8r+dnPcchD37rlgMf
        EzFwuXnRp2dG0JEqr13MctDRZeQ35dg5ktCmfYteOA2XTiVfErnBxdv6CSpJCfeEeBzgQsNtB7nTlH+STQTJAiZCe8tEVXY2Y9BPF8yJjtAL
        x9G256V8nug88IcCD7RqfzLaLDk9Rdtpr6OOxJRbqWQuAvxs0YiDTuiFrAUjwG7KiqrvmjSz+J99wjkw3O3LX+t99F0JRS3xyRdgQRXgQygV
        VG1Cv26woqsIznxPENryytrsXVReqAWAsWgI80JeDJ9BD5bwxl7wfSwCS8mtFEk=
        """;

    [Fact]
    public void A_twilio_signature_is_that_of_the_published_vectors()
    {
        string[] signatures =
        [
            TwilioSigner.Sign("https://hooks.example.net/cb/twilio/t-7", Form(
                "AccountSid=AC0f3e2d1c0b9a8f7e6d5c4b3a29181706&ApiVersion=2010-04-01&From=%2B15005550006"
                + "&MessageSid=SM5b0f6a1e2d3c4b5a69788796a5b4c3d2&MessageStatus=delivered&RawDlrDoneDate=2611210254"
                + "&SmsSid=SM5b0f6a1e2d3c4b5a69788796a5b4c3d2&SmsStatus=delivered&To=%2B31612345678"), Bytes(Token)),
            TwilioSigner.Sign("https://hooks.example.net:8443/cb/twilio?tenant=acme&ref=o%2F42", Form(
                "MessageSid=SM00aa11bb22cc33dd44ee55ff66007788&MessageStatus=undelivered&ErrorCode=30006&To=%2B14155550123"),
                Bytes(Token)),
            TwilioSigner.Sign("https://hooks.example.net/cb/twilio", Form(
                "MessageSid=MM99887766554433221100ffeeddccbbaa&MessageStatus=failed&ErrorCode=63024"
                + "&ChannelStatusMessage=+r%C3%A9f+caf%C3%A9++&ErrorMessage=&Tag=b&Tag=a&Tag=a&messageid=x"), Bytes(Token)),
        ];

        Assert.Equal(
            ["GsMSOIAmQWL8Eu16kIRhpU/KIec=", "VeZB906qS9qoCo4ReGloCYCeVD4=", "uf+Ujli5svHSPKipsd9TtqFJI4A="], signatures);
    }

    [Theory]
    [InlineData(1, "0a5c1d9e-3b77-5f10-8d42-4e6f7a8b9c01", null,
        """
        "{\"eventType\":\"Delivery\",\"mail\":{\"messageId\":\"0102019a7c1e4b2f-9d33aa10-bb20-4c30-8d40-5e60f7081920-000000\"}}"
        """,
        "lN2MnBSLO1ZpmTm+pJD7nN78jziiWN2O+9NzLW+gwFi/4dCytw9+ojq5QjHcyIPbneyLM4vxAP69JK0SIoALoVeWW0su40wNxOpjmkwYG/3PJo792rP+hOgfdJXJi1CAKpLnzSfebI/RMqidNOR2fpCuandT7e8FFh7KYFejBGOv2v0vC7y/rBeKZ/7yGJ2I/Eni7ZEdmF9a46GgEok1660G5e5RseVS5Tgrn7a9/9i9KYu8f98zmBZuJhqUQkPOwlHXvKs55gXOfcPgkpnDbfm1xOq16v2G8ZsicZaBDOuaSBvaUT3pu4/HFumOtk7xwA7mDa/f29VOi+dp2/9Ehw==")]
    [InlineData(2, "0a5c1d9e-3b77-5f10-8d42-4e6f7a8b9c02", "Amazon SES Email Event Notification",
        """
        "line1\nline2 \u2014 caf\u00e9\t\"q\""
        """,
        "RpcavW5RmIbplaOgiE5HaZ6TRgbTdi9DHxOW1yOPakZEwWM69y886FnnzPyvXouTh364+LKUEjb18yeqlP3s3u0G1PYwYOBhkCfY4xm9OHUbpBZ9bdgdP4adXx7Lwr3aawM006MoCcdek8A9lLO+4LBLyKNYGBzNMeHv+AxZ7QWAnG/xRdPY7zcjCkHoJlzoREVgImyxbd3eXKcu3mgCoxx5PndTUj1L0gbfGN7aqXNBsx9RmVcwVaB2rySmz946yKUCMJQZPDX1WAgpU+mZHJV6RK1SlNUdByL8RZpMEQXQp0NIf1clb9m1Jq160fiwRKD/1D7ujAYZH0AiJFJFSg==")]
    public void The_text_that_sns_signs_is_that_of_the_published_vectors(
        int version, string messageId, string? subject, string message, string signature)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(Convert.FromBase64String(Certificate));
        using var key = certificate.GetRSAPublicKey()!;

        var text = SnsSigner.StringToSign(new SnsNotification(
            JsonSerializer.Deserialize<string>(message)!, messageId, subject, "2026-11-21T02:54:00.123Z",
            "arn:aws:sns:eu-west-1:111122223333:ses-events", version));

        Assert.True(key.VerifyData(
            Bytes(text), Convert.FromBase64String(signature), Algorithm(version), RSASignaturePadding.Pkcs1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_signed_notification_is_believed_by_the_certificate_of_its_identity(int version)
    {
        using var identity = SesIdentity.Create(DemoSecrets.DefaultTopicArn);
        var now = new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);
        using var certificate = X509Certificate2.CreateFromPem(identity.CertificatePem(now, now.AddDays(1)));
        using var key = certificate.GetRSAPublicKey()!;
        var notification = new SnsNotification("{}", "id", null, "2026-11-21T02:54:00.123Z", identity.TopicArn, version);

        var signature = SnsSigner.Sign(notification, identity.Key);

        Assert.True(key.VerifyData(
            Bytes(SnsSigner.StringToSign(notification)), signature, Algorithm(version), RSASignaturePadding.Pkcs1));
    }

    [Theory]
    [InlineData("arn:aws:sns:eu-west-1:111122223333:t", @"^https://sns\.eu-west-1\.amazonaws\.com/SimpleNotificationService-[0-9a-f]{32}\.pem$")]
    [InlineData("arn:aws-cn:sns:cn-north-1:111122223333:t", @"^https://sns\.cn-north-1\.amazonaws\.com\.cn/SimpleNotificationService-[0-9a-f]{32}\.pem$")]
    public void The_certificate_of_an_identity_lies_where_sns_would_put_it(string topicArn, string expected)
    {
        using var identity = SesIdentity.Create(topicArn);
        using var again = SesIdentity.FromPem(identity.PrivateKeyPem(), topicArn);

        Assert.Matches(expected, identity.CertificateUrl.AbsoluteUri);
        Assert.Equal(identity.CertificateUrl, again.CertificateUrl);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ses-events")]
    [InlineData("arn:aws:sqs:eu-west-1:111122223333:t")]
    public void An_identity_is_refused_for_what_is_no_topic(string topicArn) =>
        Assert.Throws<ArgumentException>(() => SesIdentity.Create(topicArn));

    static HashAlgorithmName Algorithm(int version) => version == 1 ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256;

    static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    static IEnumerable<KeyValuePair<string, string>> Form(string form) =>
        form.Split('&').Select(p => p.Split('=')).Select(p => KeyValuePair.Create(Decode(p[0]), Decode(p[1])));

    static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
