using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Tracking.Storage;

namespace Tracking.Dashboard.Queries;

/// <summary>
/// A <see cref="PagePosition"/> as callers carry it: opaque, URL-safe, and bound to the question that it continues. Nothing
/// in it is secret and a forged one only starts at another row, so its check guards against accidents and needs no key.
/// </summary>
/// <remarks>
/// Base64url of: version (1 byte), check (8), hash of the question (8), UTC ticks (8, big endian), id in UTF-8. The check is
/// the beginning of the SHA-256 of all that follows it.
/// </remarks>
static class Cursor
{
    const byte Version = 1;
    const int HashSize = 8;
    const int CheckAt = 1, QuestionAt = CheckAt + HashSize, TicksAt = QuestionAt + HashSize, IdAt = TicksAt + sizeof(long);

    public const int MaxLength = 512;

    public static string Encode(PagePosition position, string question)
    {
        var bytes = new byte[IdAt + Encoding.UTF8.GetByteCount(position.Id)];
        bytes[0] = Version;
        Hash(Encoding.UTF8.GetBytes(question)).CopyTo(bytes, QuestionAt);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(TicksAt), position.At.UtcTicks);
        Encoding.UTF8.GetBytes(position.Id, bytes.AsSpan(IdAt));
        Hash(bytes.AsSpan(QuestionAt)).CopyTo(bytes, CheckAt);
        return Base64Url.EncodeToString(bytes);
    }

    /// <returns>Null where the text is no cursor of ours; <c>Belongs</c> is false where it continues another question.</returns>
    public static (PagePosition Position, bool Belongs)? Decode(string text, string question)
    {
        if (text.Length > MaxLength || !Base64Url.IsValid(text))
            return null;
        var bytes = Base64Url.DecodeFromChars(text);

        // Base64 lets unused bits be anything, and space in between: one position has one cursor all the same.
        if (bytes.Length <= IdAt || bytes[0] != Version || Base64Url.EncodeToString(bytes) != text
            || !Hash(bytes.AsSpan(QuestionAt)).AsSpan().SequenceEqual(bytes.AsSpan(CheckAt, HashSize)))
        {
            return null;
        }

        var ticks = BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(TicksAt));
        if (ticks < DateTimeOffset.MinValue.Ticks || ticks > DateTimeOffset.MaxValue.Ticks)
            return null;
        var position = new PagePosition(new DateTimeOffset(ticks, TimeSpan.Zero), Encoding.UTF8.GetString(bytes.AsSpan(IdAt)));
        var asked = Hash(Encoding.UTF8.GetBytes(question));
        return (position, asked.AsSpan().SequenceEqual(bytes.AsSpan(QuestionAt, HashSize)));
    }

    static byte[] Hash(ReadOnlySpan<byte> bytes) => SHA256.HashData(bytes)[..HashSize];
}
