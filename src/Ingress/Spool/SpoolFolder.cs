using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Tracking.Ingress.Spool;

/// <summary>
/// The files of the spool: segments that are only ever appended to, and a lock that keeps other processes out. A segment is read when
/// no more is appended to it, and deleted when all of it has been published. After a crash in between it is published again from its
/// beginning, which changes nothing: applying a callback twice is applying it once.
/// </summary>
sealed partial class SpoolFolder : IDisposable
{
    /// <summary>A segment of this length takes no further group: a few seconds of publishing, held in memory while it is read.</summary>
    public const int SegmentBytes = 16 << 20;

    const string LockName = "lock";
    const string ProbeName = "probe";

    readonly Lock _gate = new();
    readonly string _path;
    readonly long _maxBytes;
    readonly Func<string, SafeFileHandle> _create;
    readonly ILogger _logger;
    readonly FileStream _lock;
    readonly Queue<SpoolSegment> _full = new();
    readonly ArrayBufferWriter<byte> _buffer = new();
    SpoolSegment? _open;
    SafeFileHandle? _file;
    long _lastNumber;

    SpoolFolder(string path, long maxBytes, ILogger logger, Func<string, SafeFileHandle> create, FileStream @lock) =>
        (_path, _maxBytes, _logger, _create, _lock) = (path, maxBytes, logger, create, @lock);

    /// <summary>Opens the folder, which is made if need be, for this process alone, and counts what waits in it.</summary>
    /// <param name="maxBytes">Most bytes that may wait.</param>
    /// <param name="create">Makes a new file; null for the ordinary way.</param>
    /// <exception cref="IOException">It is in use, or cannot be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written to.</exception>
    public static SpoolFolder Open(string path, long maxBytes, ILogger logger, Func<string, SafeFileHandle>? create = null)
    {
        path = Path.GetFullPath(path);
        if (!Directory.Exists(path))
        {
            Directory.CreateDirectory(path);
            DurableFolder.Flush(Path.GetDirectoryName(path) ?? path);
        }

        // The system releases it with the process, however that ends.
        var @lock = new FileStream(Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        var folder = new SpoolFolder(path, maxBytes, logger, create ?? CreateFile, @lock);
        try
        {
            folder.Probe();
            folder.Recover();
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Records that wait to be published.</summary>
    public long Records
    {
        get
        {
            lock (_gate)
                return Waiting.Sum(segment => (long)segment.Waiting);
        }
    }

    /// <summary>Bytes of the files that hold them.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
                return Waiting.Sum(segment => segment.Length);
        }
    }

    public bool IsEmpty
    {
        get
        {
            lock (_gate)
                return _open is null && _full.Count == 0;
        }
    }

    /// <summary>Appends as many of the payloads, from the first, as there is room for. They are on disk when this returns.</summary>
    /// <returns>How many. The others may be offered again when there is room.</returns>
    /// <exception cref="IOException">None of them counts as appended.</exception>
    /// <exception cref="UnauthorizedAccessException">None of them counts as appended.</exception>
    public int Append(IReadOnlyList<ReadOnlyMemory<byte>> payloads)
    {
        lock (_gate)
        {
            _buffer.ResetWrittenCount();
            var room = _maxBytes - Bytes;
            var fitting = 0;
            foreach (var payload in payloads)
            {
                if (_buffer.WrittenCount + SpoolRecord.HeaderBytes + payload.Length > room)
                    break;
                SpoolRecord.Write(_buffer, payload.Span);
                fitting++;
            }

            if (fitting > 0)
                Write(fitting);
            return fitting;
        }
    }

    /// <summary>The oldest segment, to which nothing is appended from now on; null where nothing waits. The same until it is <see cref="Remove"/>d.</summary>
    public SpoolSegment? Next()
    {
        lock (_gate)
        {
            if (_full.Count == 0)
                Close();
            return _full.TryPeek(out var segment) ? segment : null;
        }
    }

    /// <summary>Counts records of the oldest segment as published.</summary>
    public void Published(SpoolSegment segment, int records)
    {
        lock (_gate)
            segment.Published(records);
    }

    /// <summary>Deletes the oldest segment, or keeps it aside where it is damaged.</summary>
    public void Remove(SpoolSegment segment, bool isDamaged)
    {
        lock (_gate)
        {
            if (_full.Dequeue() != segment)
                throw new UnreachableException($"segment {segment.Number} is not the oldest");
        }

        try
        {
            if (isDamaged)
                segment.SetAside();
            else
                File.Delete(segment.Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is published again after the next start, which does no harm.
            NotRemoved(segment.Path, e.Message);
        }
    }

    /// <summary>Makes a file, writes to it, and waits until that is on disk.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Probe()
    {
        using var probe = new FileStream(
            Path.Combine(_path, ProbeName), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        probe.WriteByte((byte)'\n');
        probe.Flush(flushToDisk: true);
    }

    public void Dispose()
    {
        lock (_gate)
            Close();
        _lock.Dispose();
    }

    IEnumerable<SpoolSegment> Waiting => _open is null ? _full : _full.Append(_open);

    void Recover()
    {
        _lastNumber = SpoolSegment.LastNumberIn(_path);
        var segments = SpoolSegment.In(_path);
        foreach (var segment in segments)
        {
            try
            {
                // Only the last was being appended to when the process ended; elsewhere something else must have happened to the file.
                if (segment.Count() is var reading && segment == segments[^1] && reading.End < segment.Length)
                {
                    CutOff(segment.Length - reading.End, segment.Path);
                    segment.Cut(reading.End);
                }
            }
            catch (IOException e)
            {
                // The others are published all the same, and this one is tried again in its turn.
                NotRead(segment.Path, e.Message);
            }

            if (segment.Length == 0)
                File.Delete(segment.Path);
            else
                _full.Enqueue(segment);
        }
    }

    void Write(int records)
    {
        try
        {
            if (_file is null)
            {
                _open = SpoolSegment.New(_path, ++_lastNumber);
                _file = _create(_open.Path);
                DurableFolder.Flush(_path);
            }

            RandomAccess.Write(_file, _buffer.WrittenSpan, _open!.Length);
            RandomAccess.FlushToDisk(_file);
            _open.Appended(_buffer.WrittenCount, records);
        }
        catch
        {
            GiveUp();
            throw;
        }

        if (_open.Length >= SegmentBytes)
            Close();
    }

    // What may be half written lies behind the length that counts. Nor is the file appended to again: what a failed fsync leaves on
    // disk, no later one can tell.
    void GiveUp()
    {
        try
        {
            if (_file is not null)
                RandomAccess.SetLength(_file, _open!.Length);
        }
        catch (Exception)
        {
            // Whatever its trouble is: then the file stays longer, and is read no further than its length.
        }

        Close();
    }

    void Close()
    {
        _file?.Dispose();
        _file = null;
        if (_open is { Length: > 0 })
            _full.Enqueue(_open);
        else if (_open is not null)
            DeleteEmpty(_open.Path);
        _open = null;
    }

    void DeleteEmpty(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            NotRemoved(path, e.Message);
        }
    }

    static SafeFileHandle CreateFile(string path) =>
        File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read);

    [LoggerMessage(LogLevel.Warning, "Cut {Bytes} bytes off {Segment}: a write that had not come to its end, and was never acknowledged")]
    partial void CutOff(long bytes, string segment);

    [LoggerMessage(LogLevel.Error, "{Segment} of the spool cannot be read: {Reason}")]
    partial void NotRead(string segment, string reason);

    [LoggerMessage(LogLevel.Error, "{Segment} could not be removed from the spool: {Reason}")]
    partial void NotRemoved(string segment, string reason);
}
