using System.Text;

namespace Tracking.Providers.Mailgun;

/// <summary>
/// A form of an older account. The sender's own variables stand among its fields, and may have their names: of the three that are the
/// signature the last one counts, of the others the first.
/// </summary>
/// <seealso href="https://github.com/anymail/django-anymail"/>
static class MailgunForm
{
    /// <summary>What is not text that can be kept is as good as absent.</summary>
    public static Dictionary<string, string> Read(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var decoded = new byte[bytes.Length];
        var fields = new FormField[FormBody.MaxFields(bytes)];
        var form = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in fields.AsSpan(0, FormBody.Decode(bytes, decoded, fields)))
        {
            var name = Encoding.UTF8.GetString(field.Name(decoded));
            var value = Encoding.UTF8.GetString(field.Value(decoded));
            if (value.Length == 0 || !StorableText.IsStorable(value))
                continue;
            if (MailgunSignature.Names.Contains(name))
                form[name] = value;
            else
                form.TryAdd(name, value);
        }

        return form;
    }
}
