using Tracking.Dashboard;
using Tracking.Hosting;

return await TrackingHost.RunToEndAsync(() => DashboardHost.Build(args));
