global using System.Globalization;
global using Tracking.Contracts;
global using Tracking.Deliveries;
