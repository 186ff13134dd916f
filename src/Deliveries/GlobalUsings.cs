global using System.Buffers;
global using System.Diagnostics;
global using System.Globalization;
