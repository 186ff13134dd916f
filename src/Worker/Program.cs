using Tracking.Hosting;
using Tracking.Worker;

const string migrate = "--migrate";
string[] settings = [.. args.Where(arg => arg != migrate)];
return args.Contains(migrate)
    ? await Migration.RunAsync(settings)
    : await TrackingHost.RunToEndAsync(() => WorkerHost.Build(settings));
