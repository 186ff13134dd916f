using System.CommandLine;

namespace Tracking.Simulator.Commands;

/// <summary><c>simulate keys</c>: writes what the simulator signs with, and prints the configuration that makes an ingress believe it.</summary>
static class KeysCommand
{
    static readonly Option<DirectoryInfo> Out = new("--out") { Description = "The folder that the key and the certificate are written to.", Required = true };
    static readonly Option<string> Topic = new("--topic") { Description = "The topic's ARN, such as arn:aws:sns:eu-west-1:111122223333:ses-events.", Required = true };

    public static Command Create()
    {
        var command = new Command("keys", "Writes a key and a certificate for SNS, and prints secrets and configuration.") { Out, Topic };
        command.SetAction(parsed => Write(parsed.GetRequiredValue(Out), parsed.GetRequiredValue(Topic), TimeProvider.System, Console.Out));
        return command;
    }

    internal static void Write(DirectoryInfo folder, string topicArn, TimeProvider time, TextWriter output)
    {
        try
        {
            using var secrets = DemoSecrets.Create(folder.FullName, topicArn, time: time);
            secrets.WriteKey();
            foreach (var (key, value) in secrets.Values.Where(value => !Settings.IsSimulators(value.Key)))
                output.WriteLine(Line(key, value));
            output.WriteLine();
            output.WriteLine("# What the simulator alone needs. All of this in a file: simulate run --settings FILE");
            foreach (var (key, value) in secrets.Values.Where(value => Settings.IsSimulators(value.Key)))
                output.WriteLine(Line(key, value));
            output.WriteLine(Line(Settings.SesKeyPath, secrets.KeyPath));
            output.WriteLine(Line(Settings.ProducerKey, secrets.ProducerKey));
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"--topic: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--out cannot be written to: {e.Message}");
        }
    }

    static string Line(string key, string value) => $"{key.Replace(":", "__", StringComparison.Ordinal)}={value}";
}
