using System.Buffers;
using System.Text;

namespace Tracking.Storage;

/// <summary>Strange text must not keep a row, and those that are written with it, from being kept.</summary>
static class StorableText
{
    /// <returns>The same where PostgreSQL takes it; otherwise with a mark in the place of what it does not take.</returns>
    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(text))]
    public static string? Of(string? text) =>
        text is null || !text.AsSpan().ContainsAny(Unstorable) ? text
        : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', '\uFFFD');

    static readonly SearchValues<char> Unstorable = SearchValues.Create(['\0', .. Enumerable.Range(0xD800, 0x800).Select(c => (char)c)]);
}
