global using System.Diagnostics;
global using System.Globalization;
// The logging abstractions have an EventId as well.
global using EventId = Tracking.Deliveries.EventId;
