using System.Globalization;
using System.Text;

namespace Tracking.Unit.Hostile;

/// <summary>A request in its parts, so that each can be damaged by itself. Text is Latin-1: a character is a byte.</summary>
sealed class Draft
{
    public required string Method { get; set; }

    public required string Target { get; set; }

    public string Version { get; set; } = "HTTP/1.1";

    public List<(string Name, string Value)> Headers { get; init; } = [];

    public byte[] Body { get; set; } = [];

    /// <summary>The body as it stands on the wire, where that is more than the body itself.</summary>
    public byte[]? EncodedBody { get; set; }

    /// <summary>Whether the body's true length is stated.</summary>
    public bool StatesLength { get; set; } = true;

    public Draft Copy() => new()
    {
        Method = Method,
        Target = Target,
        Version = Version,
        Headers = [.. Headers],
        Body = Body,
        EncodedBody = EncodedBody,
        StatesLength = StatesLength,
    };

    public void SetHeader(string name, string value)
    {
        Headers.RemoveAll(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        Headers.Add((name, value));
    }

    /// <summary>States a length or a coding of its own, in the place of the true one.</summary>
    public void Frame(string name, string value)
    {
        StatesLength = false;
        Headers.Add((name, value));
    }

    public byte[] ToBytes()
    {
        var head = new StringBuilder($"{Method} {Target} {Version}\r\n");
        foreach (var (name, value) in Headers)
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        if (StatesLength && (Body.Length > 0 || Method is not ("GET" or "HEAD")))
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {Body.Length}\r\n");
        return [.. Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()), .. EncodedBody ?? Body];
    }
}
