using Tracking.Hosting;
using Tracking.Standalone;

return await TrackingHost.RunToEndAsync(() => StandaloneHost.Build(args));
