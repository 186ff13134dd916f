using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Tracking.Providers.SendGrid;

/// <summary>A public key on P-256.</summary>
/// <remarks>
/// An <see cref="ECDsa"/> is not documented to bear several threads at once, and importing one costs as much as it verifies. So there are
/// as many as ever verified at the same time, each imported once.
/// </remarks>
sealed class SendGridKey
{
    readonly byte[] _info;
    readonly ConcurrentBag<ECDsa> _idle = [];

    SendGridKey(byte[] info, ECDsa imported)
    {
        _info = info;
        _idle.Add(imported);
    }

    public static bool IsOne(string text)
    {
        using var key = TryImport(text, out _);
        return key is not null;
    }

    /// <exception cref="CryptographicException">It is none, which the validation of the settings tells first.</exception>
    public static SendGridKey Parse(string text) => TryImport(text, out var info) is { } key
        ? new SendGridKey(info, key)
        : throw new CryptographicException($"{SendGridOptions.Section}:PublicKeys holds what is no public key on P-256.");

    /// <param name="signature">Both numbers in 32 bytes each.</param>
    public bool Verifies(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature)
    {
        var key = _idle.TryTake(out var idle) ? idle : Import(_info);
        try
        {
            return key.VerifyHash(hash, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        finally
        {
            _idle.Add(key);
        }
    }

    static ECDsa? TryImport(string text, out byte[] info)
    {
        info = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, info, out var length))
            return null;
        Array.Resize(ref info, length);
        try
        {
            return Import(info);
        }
        catch (CryptographicException) // Not a key, or not on that curve: there is no way to ask before.
        {
            return null;
        }
    }

    static ECDsa Import(byte[] info)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(info, out var read);
            return read == info.Length && key.ExportParameters(false).Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value
                ? key
                : throw new CryptographicException("not a public key on P-256");
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }
}
