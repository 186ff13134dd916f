using Tracking.Storage;

namespace Tracking.Worker;

static class Migration
{
    /// <summary>Brings the schema up to date and does nothing else: <c>--migrate</c>.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            await using var app = WorkerHost.Build(args);
            await app.Services.GetRequiredService<IStorageSchema>().MigrateAsync(CancellationToken.None);
            Console.WriteLine("The schema is up to date.");
            return 0;
        }
        catch (Exception e)
        {
            // Nothing runs yet that could be harmed: whatever it is, the operator needs the sentence, not the stack.
            await Console.Error.WriteLineAsync($"The schema was not migrated: {e.Message}");
            return 1;
        }
    }
}
