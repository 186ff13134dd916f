using Tracking.Providers.Ses;
using Xunit;

namespace Tracking.Unit.Providers.Ses;

public sealed class SnsTopicTests
{
    [Theory]
    [InlineData("arn:aws:sns:eu-west-1:111122223333:ses-events", "sns.eu-west-1.amazonaws.com")]
    [InlineData("arn:aws:sns:ap-southeast-4:111122223333:a_b", "sns.ap-southeast-4.amazonaws.com")]
    [InlineData("arn:aws-us-gov:sns:us-gov-west-1:111122223333:x", "sns.us-gov-west-1.amazonaws.com")]
    [InlineData("arn:aws-cn:sns:cn-north-1:111122223333:x", "sns.cn-north-1.amazonaws.com.cn")]
    public void One_host_speaks_for_a_topic(string arn, string host)
    {
        Assert.True(SnsTopic.TryParse(arn, out var topic));
        Assert.Equal(host, topic.Host);
        Assert.True(topic.Offers($"https://{host}/SimpleNotificationService-01d088a6f77103d0fe307c0069e40ed6.pem"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ses-events")]
    [InlineData("arn:aws:sqs:eu-west-1:111122223333:x")]
    [InlineData("arn:aws:sns:s3-us-west-2:111122223333:x")]
    [InlineData("arn:aws:sns:eu-west-1.evil.example:111122223333:x")]
    [InlineData("arn:aws:sns:eu-west-1:1111:x")]
    [InlineData("arn:aws:sns:eu-west-1:111122223333:x\n")]
    [InlineData("arn:aws:sns:eu-west-1:111122223333:x:subscription")]
    [InlineData("arn:aws:sns::111122223333:x")]
    [InlineData("arn:aws:sns:eu-west-1:١١١١٢٢٢٢٣٣٣٣:x")]
    public void What_names_no_topic_is_none(string? arn) => Assert.False(SnsTopic.TryParse(arn, out _));

    [Theory]
    [InlineData("")]
    [InlineData("https://sns.s3-us-west-2.amazonaws.com/x.pem")]
    [InlineData("https://sns.s3-us-west-2.amazonaws.com/SimpleNotificationService-0123.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com/?x=.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123.pem?x=.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123.pem#.pem")]
    [InlineData("https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0123.pem")]
    [InlineData("http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123.pem")]
    [InlineData("HTTPS://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123.pem")]
    [InlineData("https://user@sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com@evil.example/SimpleNotificationService-0123.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com:443/SimpleNotificationService-0123.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com.evil.example/SimpleNotificationService-0123.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com.cn/SimpleNotificationService-0123.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com\\@evil.example/SimpleNotificationService-0123.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com/../SimpleNotificationService-0123.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com/a/SimpleNotificationService-0123.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com//SimpleNotificationService-0123.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-01/23.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-01%2F23.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-xyz.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123.pem\n")]
    [InlineData(" https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com/SimpleNotificationService.pem")]
    [InlineData("https://ѕns.eu-west-1.amazonaws.com/SimpleNotificationService-0123.pem")]
    [InlineData("https://127.0.0.1/SimpleNotificationService-0123.pem")]
    [InlineData("file:///etc/SimpleNotificationService-0123.pem")]
    public void A_certificate_from_anywhere_else_is_refused(string url)
    {
        Assert.True(SnsTopic.TryParse(SnsSigner.Topic, out var topic));

        Assert.False(topic.Offers(url));
    }

    [Fact]
    public void A_name_of_any_length_is_not_taken()
    {
        Assert.True(SnsTopic.TryParse(SnsSigner.Topic, out var topic));

        Assert.False(topic.Offers($"https://{topic.Host}/SimpleNotificationService-{new string('0', 10_000)}.pem"));
    }

    [Fact]
    public void What_confirms_is_built_from_the_topic_and_cannot_be_bent_by_the_token()
    {
        Assert.True(SnsTopic.TryParse(SnsSigner.Topic, out var topic));

        var url = topic.ConfirmUrl("a&TopicArn=b#c@evil.example/");

        Assert.Equal("sns.eu-west-1.amazonaws.com", url.Host);
        Assert.Equal(
            "?Action=ConfirmSubscription&TopicArn=arn%3Aaws%3Asns%3Aeu-west-1%3A111122223333%3Ases-events" +
            "&Token=a%26TopicArn%3Db%23c%40evil.example%2F",
            url.Query);
    }
}
