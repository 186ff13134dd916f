using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Win32.SafeHandles;
using Tracking.Ingress.Spool;
using Xunit;

namespace Tracking.Unit.Ingress.Spool;

/// <summary>Over real files.</summary>
public sealed class SpoolFolderTests : IDisposable
{
    readonly string _path = Directory.CreateTempSubdirectory("tracking-spool-").FullName;

    [Fact]
    public void What_was_appended_is_read_back_in_order()
    {
        using var spool = Open();

        Append(spool, "1", "2");
        Append(spool, "3");

        Assert.Equal(3, spool.Records);
        Assert.Equal(["1", "2", "3"], Drain(spool));
        Assert.Equal((0, 0), (spool.Records, spool.Bytes));
        Assert.Empty(Segments());
    }

    [Fact]
    public void What_is_appended_while_a_segment_is_read_comes_after_it()
    {
        using var spool = Open();
        Append(spool, "1");
        var first = spool.Next()!;

        Append(spool, "2");

        Assert.Same(first, spool.Next());
        Assert.Equal(["1"], Texts(first));
        Assert.Equal(["1", "2"], Drain(spool));
    }

    [Fact]
    public void A_segment_of_full_length_is_followed_by_another()
    {
        using var spool = Open();
        var large = new byte[SpoolFolder.SegmentBytes / 2];

        for (var i = 0; i < 3; i++)
            spool.Append([large]);
        Append(spool, "last");

        Assert.Equal(2, Segments().Length);
        Assert.Equal(4, spool.Records);
        Assert.Equal(["last"], Drain(spool).Where(text => text.Length < large.Length));
    }

    [Fact]
    public void The_next_process_finds_what_waits()
    {
        using (var former = Open())
            Append(former, "1", "2");
        using (var former = Open())
            Append(former, "3");

        using var spool = Open();

        Assert.Equal(3, spool.Records);
        Assert.Equal(["1", "2", "3"], Drain(spool));
    }

    [Fact]
    public void A_last_record_that_was_cut_off_anywhere_is_left_out_and_all_before_it_stay()
    {
        var whole = Written("first", "second");
        var beginning = Written("first").Length;

        for (var length = beginning; length < whole.Length; length++)
        {
            WriteSegment(whole[..length]);
            using var spool = Open();

            Assert.Equal(1, spool.Records);
            Assert.Equal(beginning, new FileInfo(Assert.Single(Segments())).Length);
            Assert.Equal(["first"], Drain(spool));
            Assert.Empty(SetAside());
        }
    }

    [Fact]
    public void A_first_record_that_was_cut_off_anywhere_leaves_nothing()
    {
        var whole = Written("only");

        for (var length = 0; length < whole.Length; length++)
        {
            WriteSegment(whole[..length]);
            using var spool = Open();

            Assert.True(spool.IsEmpty);
            Assert.Empty(Segments());
        }
    }

    [Fact]
    public void Room_that_was_never_filled_is_cut_off_as_well()
    {
        WriteSegment([.. Written("first"), .. new byte[1_000]]);

        using var spool = Open();

        Assert.Equal(["first"], Drain(spool));
        Assert.Empty(SetAside());
    }

    [Fact]
    public void A_record_that_is_damaged_anywhere_takes_no_other_with_it_and_its_segment_is_kept_aside()
    {
        var whole = Written("first", "second", "third");
        var (from, to) = (Written("first").Length, Written("first", "second").Length);

        for (var at = from; at < to; at++)
        {
            var bytes = (byte[])whole.Clone();
            bytes[at] ^= 0x41;
            WriteSegment(bytes);
            using var spool = Open();

            Assert.Equal(["first", "third"], Drain(spool));
            var aside = Assert.Single(SetAside());
            Assert.Equal(bytes, File.ReadAllBytes(aside));
            Assert.True(spool.IsEmpty);
            File.Delete(aside);
        }
    }

    [Fact]
    public void A_last_record_that_is_all_there_and_damaged_is_not_taken_for_one_that_was_never_acknowledged()
    {
        var bytes = Written("first", "second");
        bytes[^1] ^= 1;
        WriteSegment(bytes);

        using var spool = Open();

        Assert.Equal(["first"], Drain(spool));
        Assert.Single(SetAside());
    }

    [Fact]
    public void Only_the_last_segment_can_have_been_cut_off_by_a_crash()
    {
        WriteSegment(Written("first", "second")[..^1], number: 1);
        WriteSegment(Written("third"), number: 2);

        using var spool = Open();

        Assert.Equal(["first", "third"], Drain(spool));
        Assert.Single(SetAside());
    }

    [Fact]
    public void A_segment_that_was_kept_aside_is_never_replaced_by_another()
    {
        var damaged = Written("first", "second");
        damaged[^1] ^= 1;
        for (var round = 0; round < 3; round++)
        {
            using (var spool = Open())
                Append(spool, "first", "second");
            File.WriteAllBytes(Assert.Single(Segments()), damaged);
            using var next = Open();
            Drain(next);
        }

        Assert.Equal(3, SetAside().Length);
    }

    [Fact]
    public void Foreign_files_are_left_alone()
    {
        var file = Path.Combine(_path, "notes.segment");
        File.WriteAllText(file, "read me");

        using (var spool = Open())
        {
            Append(spool, "1");
            Assert.Equal(["1"], Drain(spool));
        }

        Assert.True(File.Exists(file));
    }

    [Fact]
    public void There_is_room_for_no_more_than_the_limit_and_again_when_it_is_drained()
    {
        var record = Written("12345678").Length;
        using var spool = Open(maxBytes: 3 * record);

        Assert.Equal(2, Append(spool, "12345678", "12345678"));
        Assert.Equal(1, Append(spool, "12345678", "12345678"));
        Assert.Equal(0, Append(spool, "12345678"));
        Assert.Equal(3 * record, spool.Bytes);
        Drain(spool);

        Assert.Equal(1, Append(spool, "12345678"));
    }

    [Fact]
    public void A_disk_that_is_full_takes_nothing_and_loses_nothing()
    {
        var isFull = false;
        using var spool = SpoolFolder.Open(_path, long.MaxValue, NullLogger.Instance, path => isFull
            ? File.OpenHandle("/dev/full", FileMode.Open, FileAccess.Write)
            : NewFile(path));
        Append(spool, "before");
        spool.Next();

        isFull = true;
        Assert.ThrowsAny<IOException>(() => Append(spool, "during"));
        Assert.ThrowsAny<IOException>(() => Append(spool, "during"));
        isFull = false;
        Append(spool, "after");

        Assert.Equal(2, spool.Records);
        Assert.Equal(["before", "after"], Drain(spool));
    }

    [Fact]
    public void A_write_that_fails_half_way_counts_for_nothing_and_spoils_nothing()
    {
        // The file is closed under the spool's feet, after half a record has got there.
        SafeFileHandle? file = null;
        using var spool = SpoolFolder.Open(_path, long.MaxValue, NullLogger.Instance, path => file = NewFile(path));
        Append(spool, "before");
        RandomAccess.Write(file!, Written("during").AsSpan(0, 20), RandomAccess.GetLength(file!));
        file!.Dispose();

        Assert.Throws<ObjectDisposedException>(() => Append(spool, "during"));
        Append(spool, "after");

        Assert.Equal(["before", "after"], Drain(spool));
        Assert.Empty(SetAside());
    }

    [Fact]
    public void A_folder_that_is_gone_is_an_error_and_no_acknowledgement()
    {
        using var spool = Open();
        Directory.Delete(_path, recursive: true);

        Assert.ThrowsAny<IOException>(() => Append(spool, "1"));

        Assert.True(spool.IsEmpty);
        Directory.CreateDirectory(_path);
    }

    [Fact]
    public void Only_one_has_the_folder_at_a_time()
    {
        var first = Open();

        Assert.ThrowsAny<IOException>(() => Open());
        first.Dispose();

        using var second = Open();
        Assert.Equal(1, Append(second, "1"));
    }

    [Fact]
    public void A_folder_that_does_not_exist_is_made()
    {
        using var spool = SpoolFolder.Open(Path.Combine(_path, "a", "b"), long.MaxValue, NullLogger.Instance);

        Assert.Equal(1, Append(spool, "1"));
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);

    SpoolFolder Open(long maxBytes = long.MaxValue) => SpoolFolder.Open(_path, maxBytes, NullLogger.Instance);

    string[] Segments() => [.. Directory.GetFiles(_path, "*.segment").Order()];

    string[] SetAside() => Directory.GetFiles(_path, "*.damaged");

    static int Append(SpoolFolder spool, params string[] texts) =>
        spool.Append([.. texts.Select(text => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(text))]);

    static IEnumerable<string> Texts(SpoolSegment segment) =>
        segment.Read().Payloads.Select(payload => Encoding.UTF8.GetString(payload.Span));

    static List<string> Drain(SpoolFolder spool)
    {
        var texts = new List<string>();
        while (spool.Next() is { } segment)
        {
            var reading = segment.Read();
            texts.AddRange(Texts(segment));
            spool.Published(segment, reading.Payloads.Count);
            spool.Remove(segment, reading.Damaged > 0 || reading.End < segment.Length);
        }

        return texts;
    }

    static byte[] Written(params string[] texts)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        foreach (var text in texts)
            SpoolRecord.Write(buffer, Encoding.UTF8.GetBytes(text));
        return buffer.WrittenSpan.ToArray();
    }

    void WriteSegment(byte[] bytes, long number = 7) => File.WriteAllBytes(SpoolSegment.New(_path, number).Path, bytes);

    static SafeFileHandle NewFile(string path) => File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read);
}
