using Tracking.Hosting;
using Tracking.Ingress;

return await TrackingHost.RunToEndAsync(() => IngressHost.Build(args));
