using System.Globalization;

namespace Tracking.Ingress.Spool;

/// <summary>One file of the spool. The numbers in their names are their order.</summary>
sealed class SpoolSegment
{
    const string Extension = ".segment";
    const string Damaged = Extension + ".damaged";

    SpoolSegment(string path, long number, long length) => (Path, Number, Length) = (path, number, length);

    public string Path { get; }

    public long Number { get; }

    /// <summary>Bytes that are on disk for certain. What lies behind them was never acknowledged.</summary>
    public long Length { get; private set; }

    /// <summary>Records that wait to be published.</summary>
    public int Waiting { get; private set; }

    public static SpoolSegment New(string folder, long number) =>
        new(System.IO.Path.Combine(folder, number.ToString("d12", CultureInfo.InvariantCulture) + Extension), number, length: 0);

    /// <returns>All that are in the folder, in order. What waits in them has not been counted.</returns>
    public static IReadOnlyList<SpoolSegment> In(string folder) =>
        [.. from path in Directory.EnumerateFiles(folder)
            where path.EndsWith(Extension, StringComparison.Ordinal)
            let number = NumberOf(path)
            where number > 0
            orderby number
            select new SpoolSegment(path, number, new FileInfo(path).Length)];

    /// <summary>The greatest number that is taken, if only by a segment that was set aside: 0 where none is.</summary>
    public static long LastNumberIn(string folder) => Directory.EnumerateFiles(folder).Select(NumberOf).DefaultIfEmpty().Max();

    /// <exception cref="IOException">It cannot be read.</exception>
    public SpoolReading Read()
    {
        var bytes = File.ReadAllBytes(Path);
        return SpoolRecord.ReadAll(bytes.AsMemory(0, (int)Math.Min(bytes.Length, Length)));
    }

    public void Appended(int bytes, int records) => (Length, Waiting) = (Length + bytes, Waiting + records);

    public void Published(int records) => Waiting -= records;

    /// <summary>Counts what waits in it.</summary>
    public SpoolReading Count()
    {
        var reading = Read();
        Waiting = reading.Payloads.Count;
        return reading;
    }

    /// <summary>Cuts off what begins there.</summary>
    public void Cut(int end)
    {
        using var file = File.OpenHandle(Path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.SetLength(file, end);
        RandomAccess.FlushToDisk(file);
        Length = end;
    }

    /// <summary>Out of the way, under a name that says why, for somebody to look at.</summary>
    public void SetAside() => File.Move(Path, System.IO.Path.ChangeExtension(Path, Damaged));

    static long NumberOf(string path)
    {
        var name = System.IO.Path.GetFileName(path.AsSpan());
        return name.IndexOf('.') is > 0 and var end
            && long.TryParse(name[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : 0;
    }
}
