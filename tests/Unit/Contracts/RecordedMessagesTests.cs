using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using MassTransit;
using Tracking.Contracts;
using Xunit;

namespace Tracking.Unit.Contracts;

/// <summary>
/// Messages as they were once written, read by today's records. A recorded file is never changed: a producer somewhere still
/// writes it.
/// </summary>
public sealed class RecordedMessagesTests
{
    public static readonly TheoryData<string> Names = [.. Messages.All.Select(message => message.GetType().Name)];

    [Fact]
    public void Every_message_of_the_package_is_recorded()
    {
        var parts = new[]
        {
            typeof(RawCallback), typeof(Notifiable), typeof(NotificationError), typeof(DeliveryIdentity), typeof(ReceiptToken),
            typeof(UnsubscribeToken),
        };

        var messages = typeof(NotificationSent).Assembly.GetExportedTypes()
            .Where(type => !(type.IsAbstract && type.IsSealed) && !parts.Contains(type));

        Assert.Equal(messages.Select(type => type.Name).Order(), Messages.All.Select(message => message.GetType().Name).Order());
    }

    [Theory, MemberData(nameof(Names))]
    public void Plain_JSON_of_another_language_is_read_in_full(string name)
    {
        var expected = Expected(name);

        var read = Wire.Read(expected.GetType(), Recorded(name, "plain"));

        Assert.Equivalent(expected, read, strict: true);
    }

    [Theory, MemberData(nameof(Names))]
    public void The_envelope_of_a_NET_producer_is_read_in_full(string name)
    {
        var expected = Expected(name);

        var read = Wire.ReadEnvelope(expected.GetType(), Recorded(name, "envelope"));

        Assert.Equivalent(expected, read, strict: true);
    }

    /// <summary>
    /// What is null on both sides would compare equal without having been read. Only a member younger than the file may be.
    /// </summary>
    [Theory, MemberData(nameof(Names))]
    public void The_recorded_messages_fill_every_member(string name) =>
        AssertFilled(Expected(name), JsonNode.Parse(Recorded(name, "envelope"))!["message"]!.AsObject());

    [Theory, MemberData(nameof(Names))]
    public void Members_are_written_in_camelCase_and_as_recorded(string name)
    {
        var written = JsonNode.Parse(Wire.Write(Expected(name)))!.AsObject();
        var recorded = JsonNode.Parse(Recorded(name, "envelope"))!["message"]!.AsObject();

        Assert.Empty(Paths(recorded).Except(Paths(written)));
        Assert.All(written, member => Assert.True(char.IsLower(member.Key[0]), member.Key));
    }

    [Theory, MemberData(nameof(Names))]
    public void A_missing_required_member_is_refused_by_name(string name)
    {
        var type = Expected(name).GetType();
        var required = type.GetProperties().Where(p => p.IsDefined(typeof(RequiredMemberAttribute))).ToArray();

        Assert.NotEmpty(required);
        Assert.All(required, member =>
        {
            var camelCase = JsonNamingPolicy.CamelCase.ConvertName(member.Name);
            var plain = JsonNode.Parse(Recorded(name, "plain"))!.AsObject();
            var envelope = JsonNode.Parse(Recorded(name, "envelope"))!.AsObject();
            Assert.True(plain.Remove(camelCase) && envelope["message"]!.AsObject().Remove(camelCase));

            Assert.Contains($"'{camelCase}'", Refusal(() => Wire.Read(type, plain.ToJsonString())));
            Assert.Contains($"'{camelCase}'", Refusal(() => Wire.ReadEnvelope(type, envelope.ToJsonString())));
        });
    }

    [Theory, MemberData(nameof(Names))]
    public void A_message_with_its_required_members_alone_is_read(string name)
    {
        var type = Expected(name).GetType();
        var bare = JsonNode.Parse(Recorded(name, "plain"))!.AsObject();
        foreach (var optional in type.GetProperties().Where(p => !p.IsDefined(typeof(RequiredMemberAttribute))))
            bare.Remove(JsonNamingPolicy.CamelCase.ConvertName(optional.Name));

        Assert.IsType(type, Wire.Read(type, bare.ToJsonString()));
    }

    [Fact]
    public void A_part_of_a_message_without_its_required_member_is_refused_by_name()
    {
        var plain = JsonNode.Parse(Recorded("NotificationSent", "plain"))!.AsObject();
        plain["notifiable"]!.AsObject().Remove("type");
        var callbacks = JsonNode.Parse(Recorded("CallbacksReceived", "plain"))!.AsObject();
        callbacks["callbacks"]![0]!.AsObject().Remove("body");

        Assert.Contains("'type'", Refusal(() => Wire.ReadPlain<NotificationSent>(plain.ToJsonString())));
        Assert.Contains("'body'", Refusal(() => Wire.ReadPlain<CallbacksReceived>(callbacks.ToJsonString())));
    }

    [Theory]
    [InlineData("2026-11-21T10:12:13.456789Z")]
    [InlineData("2026-11-21T11:12:13.456789+01:00")]
    [InlineData("2026-11-21T05:12:13.456789-05:00")]
    public void Times_are_read_with_their_offset(string written)
    {
        var plain = JsonNode.Parse(Recorded("NotificationSent", "plain"))!;
        plain["occurredAt"] = written;

        Assert.Equal(Messages.Sent.OccurredAt, Wire.ReadPlain<NotificationSent>(plain.ToJsonString()).OccurredAt);
    }

    [Theory]
    [InlineData("2026-11-21T10:12:13.456789")]
    [InlineData("2026-11-21T10:12")]
    [InlineData("2026-11-21")]
    [InlineData("2026-11-21 10:12:13Z")]
    [InlineData("yesterday")]
    [InlineData("")]
    [InlineData(1_795_255_933)]
    [InlineData(null)]
    public void Times_without_an_offset_and_what_is_no_time_are_refused_by_name(object? written)
    {
        var plain = JsonNode.Parse(Recorded("NotificationSent", "plain"))!;
        var envelope = JsonNode.Parse(Recorded("NotificationSent", "envelope"))!;
        plain["occurredAt"] = JsonSerializer.SerializeToNode(written);
        envelope["message"]!["occurredAt"] = JsonSerializer.SerializeToNode(written);

        const string Sentence = "occurredAt must be an ISO 8601 time with Z or an offset";
        Assert.Contains(Sentence, Refusal(() => Wire.ReadPlain<NotificationSent>(plain.ToJsonString())));
        Assert.Contains(Sentence, Refusal(() => Wire.ReadEnvelope<NotificationSent>(envelope.ToJsonString())));
    }

    [Fact]
    public void A_time_inside_a_part_is_refused_by_its_path()
    {
        var plain = JsonNode.Parse(Recorded("CallbacksReceived", "plain"))!;
        plain["callbacks"]![0]!["receivedAt"] = "2026-11-21T10:12:13";

        Assert.Contains("callbacks[0].receivedAt must be", Refusal(() => Wire.ReadPlain<CallbacksReceived>(plain.ToJsonString())));
    }

    [Fact]
    public void Times_are_written_with_their_offset() =>
        Assert.Equal(
            "2026-11-21T10:12:13.456789+00:00",
            JsonNode.Parse(Wire.Write(Messages.Sent))!["occurredAt"]!.GetValue<string>());

    /// <summary>A NET producer with narrow permissions must be allowed to declare both.</summary>
    [Fact]
    public void A_NET_producer_declares_the_exchange_of_the_message_and_of_its_identity() =>
        Assert.Equal(
            ["urn:message:Tracking.Contracts:NotificationSent", "urn:message:Tracking.Contracts:DeliveryIdentity"],
            MessageTypeCache<NotificationSent>.MessageTypeNames);

    static object Expected(string name) => Messages.All.Single(message => message.GetType().Name == name);

    static string Recorded(string name, string form) =>
        File.ReadAllText(Repository.File("tests", "Unit", "Contracts", "Recorded", $"{name}.{form}.json"));

    static string Refusal(Func<object> read)
    {
        var refused = Assert.ThrowsAny<Exception>(read);
        return string.Join(' ', Causes(refused).Select(cause => cause.Message));

        static IEnumerable<Exception> Causes(Exception? e)
        {
            for (; e is not null; e = e.InnerException)
                yield return e;
        }
    }

    static void AssertFilled(object value, JsonObject recorded) =>
        Assert.All(recorded, field =>
        {
            var property = value.GetType().GetProperties()
                .Single(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name) == field.Key);
            var member = property.GetValue(value);
            Assert.NotNull(member);
            if (property.PropertyType.IsValueType)
                Assert.NotEqual(Activator.CreateInstance(property.PropertyType), member);
            else if (member is IReadOnlyList<RawCallback> callbacks)
                AssertFilled(Assert.Single(callbacks), field.Value!.AsArray()[0]!.AsObject());
            else if (property.PropertyType.Assembly == typeof(NotificationSent).Assembly)
                AssertFilled(member, field.Value!.AsObject());
        });

    // Every member down to the leaves: "notifiable", "notifiable.type", ….
    static IEnumerable<string> Paths(JsonNode? node, string prefix = "") => node switch
    {
        JsonObject members => members.SelectMany(m => Paths(m.Value, $"{prefix}.{m.Key}").Prepend($"{prefix}.{m.Key}")),
        JsonArray elements => elements.SelectMany(element => Paths(element, prefix + "[]")),
        _ => [],
    };
}
