using System.Net.Http.Headers;
using System.Text.Json;
using Tracking.Simulator.Scenarios;

namespace Tracking.Simulator.Webhooks;

/// <summary>
/// A provider as it is played: its words, how it writes them down, and how it proves that they are its own. What follows from its words
/// stands beside them, written from its documentation and not from the code that reads them.
/// </summary>
abstract class Webhook(string provider, Proof proof)
{
    static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>In lower case, as producers name it.</summary>
    public string Provider => provider;

    /// <summary>Under the ingress's address.</summary>
    public virtual string Path => "/webhooks/" + Provider;

    /// <summary><c>email</c>, or one of text messages.</summary>
    public virtual string Channel => "email";

    /// <summary>Facts in one request, of any plays. One: each travels alone.</summary>
    public virtual int MostInOne => 1;

    /// <summary>What the times that it states are cut to; null: it states none.</summary>
    public virtual TimeSpan? Clock => TimeSpan.FromMilliseconds(1);

    /// <summary>Whether what it says is read as being about a recipient; otherwise the id alone tells.</summary>
    public virtual bool TellsRecipient => true;

    /// <summary>Whether all recipients of one send call share its id.</summary>
    public virtual bool SharesIds => true;

    /// <summary>Whether it repeats a text of the sender's own, in which the delivery can be named.</summary>
    public virtual bool NamesDeliveries => true;

    /// <summary>For each thing that it has words for, one or more ways of saying it.</summary>
    protected abstract IReadOnlyDictionary<Happening, Saying[]> Words { get; }

    /// <summary>What its send call returns.</summary>
    public virtual string NewMessageId(Story story) => story.NewId().ToString();

    /// <summary>Everything that can be told in its words.</summary>
    public virtual IEnumerable<Scenario> Scenarios => Channel == "email" ? MailScenarios.Of(this) : TextScenarios.Of(this);

    public bool HasWordsFor(Happening happening) => Words.ContainsKey(happening);

    public Saying Say(Happening happening, Story story) => story.One<Saying>(Words[happening]);

    /// <param name="ingress">Where the request goes.</param>
    /// <param name="publicUrl">The ingress as the provider believes to call it.</param>
    public virtual HttpRequestMessage Request(Uri ingress, Uri publicUrl, IReadOnlyList<Telling> tellings, DateTimeOffset now)
    {
        var body = Body(tellings, now);
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(ingress, Path))
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = Json } },
        };
        proof(request, publicUrl.AbsoluteUri.TrimEnd('/') + Path, body, now);
        return request;
    }

    protected virtual byte[] Body(IReadOnlyList<Telling> tellings, DateTimeOffset now)
    {
        using var buffer = new MemoryStream(512 * tellings.Count);
        using (var json = new Utf8JsonWriter(buffer))
            WriteAll(json, tellings, now);
        return buffer.ToArray();
    }

    protected virtual void WriteAll(Utf8JsonWriter json, IReadOnlyList<Telling> tellings, DateTimeOffset now)
    {
        if (MostInOne > 1)
            json.WriteStartArray();
        foreach (var telling in tellings)
        {
            json.WriteStartObject();
            Write(json, telling.Fact, telling.Id);
            json.WriteEndObject();
        }

        if (MostInOne > 1)
            json.WriteEndArray();
    }

    /// <summary>The members of one event.</summary>
    /// <param name="id">The provider's own of the event, which is another when it is published again.</param>
    protected abstract void Write(Utf8JsonWriter json, WebhookFact fact, string id);
}

/// <summary>A fact, as it is told once.</summary>
/// <param name="Id">The provider's own of the event.</param>
readonly record struct Telling(WebhookFact Fact, string Id)
{
    public static Telling Of(Sending sending)
    {
        var fact = (WebhookFact)sending.Fact;
        return new Telling(fact, EventId.Of(
            fact.MessageId ?? fact.DeliveryId, fact.Recipient, fact.Said.Word, EventId.Part(fact.At), sending.Republished ? "again" : null)
            .ToString("N"));
    }
}

/// <summary>Adds to a request what proves that it is the provider's.</summary>
/// <param name="url">As the provider believes to call it.</param>
delegate void Proof(HttpRequestMessage request, string url, byte[] body, DateTimeOffset now);
