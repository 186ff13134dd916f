using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;

namespace Tracking.Ingress.Spool;

/// <summary>
/// Makes the names in a folder durable. A file that was fsynced may still be gone after a power failure if the folder that names it
/// was not, and .NET opens no folders: hence three calls of the C library. Windows needs none, its file system logs names by itself.
/// </summary>
static class DurableFolder
{
    const int ReadOnly = 0;

    /// <exception cref="IOException">The system says no.</exception>
    public static void Flush(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        var folder = Open(Encoding.UTF8.GetBytes(path + '\0'), ReadOnly);
        if (folder < 0)
            throw Failure(path);
        try
        {
            if (Synchronize(folder) < 0)
                throw Failure(path);
        }
        finally
        {
            _ = Close(folder);
        }
    }

    static IOException Failure(string path) =>
        new($"The folder {path} could not be flushed.", new Win32Exception(Marshal.GetLastPInvokeError()));

    [DllImport("libc", EntryPoint = "open", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int Synchronize(int file);

    [DllImport("libc", EntryPoint = "close", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int Close(int file);
}
