namespace Tracking.Integration.Fuzz;

/// <summary>Requests that were once answered as they must not be, byte for byte in Base64.</summary>
static class Found
{
    public static readonly (bool OnDashboard, string What, string Base64)[] All =
    [
        (false, "half a surrogate pair in the name of an event's member: 500",
            "UE9TVCAvdjEvZXZlbnRzIEhUVFAvMS4xDQpIb3N0OiBpbmdyZXNzDQpBdXRob3JpemF0aW9uOiBCZWFyZXIgYS1wcm9kdWNlcidzLWtleQ0KQ29udGVudC1UeXBlOiBhcHBs"
            + "aWNhdGlvbi9qc29uDQpDb250ZW50LUxlbmd0aDogMTc3DQoNCnsidHlwZSI6Ik5vdGlmaWNhdGlvblF1ZXVlZCIsIlx1ZDgzZGRlbGl2ZXJ5SWQiOiJkLTEiLCJub3RpZmlj"
            + "YXRpb25JZCI6Im4tMSIsInRlbmFudElkIjoidCIsImNoYW5uZWwiOiJzbXMiLCJub3RpZmljYXRpb25UeXBlIjoiSW52b2ljZVBhaWQiLCJvY2N1cnJlZEF0IjoiMjAyNi0x"
            + "MS0yMFQwOTowMDowMFoifQ=="),
        (false, "a chunk whose size overflows: 500",
            "UE9TVCAvdjEvZXZlbnRzIEhUVFAvMS4xDQpIb3N0OiBpbmdyZXNzDQpBdXRob3JpemF0aW9uOiBCZWFyZXIgYS1wcm9kdWNlcidzLWtleQ0KQ29udGVudC1UeXBlOiBh"
            + "cHBsaWNhdGlvbi9qc29uDQpUcmFuc2Zlci1FbmNvZGluZzogY2h1bmtlZA0KDQoyMw0KeyJ0eXBlIjoiTm90aWZpY2F0aW9uRmFpbGVkIiwiZGVsaXYNCjENCmUNCjM0"
            + "DQpyeUlkIjoiZC0yIiwiY2hhbm5lbCI6ImVtYWlsIiwibm90aWZpY2F0aW9uVHlwZSI6IlQiDQpGRkZGRkZGRkZGRkZGRkZGRg0KMWQNCiwib2NjdXJyZWRBdCI6IjIw"
            + "MjYtMTEtMjBUMDk6DQoyYzthPWINCjAwOjAwWiIsImVycm9yIjp7ImNvZGUiOiJFMSIsIm1lc3NhZ2UiOiJyZWZ1DQo2DQpzZWQifX0NCjANCg0K"),
        (true, "a chunk whose size overflows: 500",
            "UFVUIC9hcGkvZGVsaXZlcmllcy9kLTEvcHJvdmlkZXItbWVzc2FnZS1pZCBIVFRQLzEuMQ0KSG9zdDogbG9jYWxob3N0DQpBdXRob3JpemF0aW9uOiBCZWFyZXIgYW4t"
            + "b3BlcmF0b3Incy1rZXkNCkNvbnRlbnQtVHlwZTogYXBwbGljYXRpb24vanNvbg0KVHJhbnNmZXItRW5jb2Rpbmc6IGNodW5rZWQNCg0KRkZGRkZGRkZGRkZGRkZGRkYN"
            + "Cnt9DQowDQoNCg=="),
        (false, "a trailer that is not UTF-8: 500",
            "UE9TVCAvdjEvZXZlbnRzIEhUVFAvMS4xDQpIb3N0OiBpbmdyZXNzDQpBdXRob3JpemF0aW9uOiBCZWFyZXIgYS1wcm9kdWNlcidzLWtleQ0KQ29udGVudC1UeXBlOiBh"
            + "cHBsaWNhdGlvbi9qc29uDQpUcmFuc2Zlci1FbmNvZGluZzogY2h1bmtlZA0KDQoyDQp7fQ0KMA0KWC1UcmFpbGVyOiD/DQoNCg=="),
        (true, "a trailer that is not UTF-8: 500",
            "UFVUIC9hcGkvZGVsaXZlcmllcy9kLTEvcHJvdmlkZXItbWVzc2FnZS1pZCBIVFRQLzEuMQ0KSG9zdDogbG9jYWxob3N0DQpBdXRob3JpemF0aW9uOiBCZWFyZXIgYW4t"
            + "b3BlcmF0b3Incy1rZXkNCkNvbnRlbnQtVHlwZTogYXBwbGljYXRpb24vanNvbg0KVHJhbnNmZXItRW5jb2Rpbmc6IGNodW5rZWQNCg0KMg0Ke30NCjANClgtVHJhaWxl"
            + "cjog/w0KDQo="),
        (false, "a path that is none, accepting XML alone: plain text",
            "R0VUIC9oZWFsdGgvbGl2ZS9hY21lIEhUVFAvMS4xDQpIb3N0OiBsb2NhbGhvc3QNCkFjY2VwdDogYXBwbGljYXRpb24veG1sO3E9MQ0KQ29udGVudC1MZW5ndGg6IDYNCg0K"
            + "JTAw7aCA"),
        (true, "another media type, accepting HTML alone: plain text",
            "UFVUIC9hcGkvZGVsaXZlcmllcy9kLTEvcHJvdmlkZXItbWVzc2FnZS1pZCBIVFRQLzEuMQ0KQXV0aG9yaXphdGlvbjogQmVhcmVyIGFuLW9wZXJhdG9yJ3Mta2V5DQpDb250"
            + "ZW50LVR5cGU6IGFwcGxpY2F0aW9uL2pzb2wNCkFjY2VwdDogdGV4dC9odG1sDQpDb250ZW50LUxlbmd0aDogOA0KSG9zdDogbG9jYWxob3N0OjANCg0KeyJwcm92aWRlciI6"
            + "InR3aWxpbyIsInByb3ZpZGVyTWVzc2FnZUlkIjoiU005In0="),
        (true, "a document that is none: its name repeated, in plain text",
            "R0VUIC9vcGVuYXBpL3YxLTAuanNvbiBIVFRQLzEuMQ0KSG9zdDogbG9jYWxob3N0DQpBdXRob3JpemF0aW9uOiBCZWFyZXIgYW4tb3BlcmF0b3Incy1rZXkNCg0K"),
        (true, "a host whose name has a part of more than 63 letters: 500",
            "R0VUIC9vcGVuYXBpL3YxLmpzb24gSFRUUC8xLjENCkhvc3Q6IGxvT1RrNU9Td2laWGh3SWpveE56azFNak13TURVNUxDSnFkR2tpT2lJd1pEZGpPV0UxTWkweFpqTTFMVF"
            + "JoTmpNdE9HWXdaUzAxWWpKa05tTTNZVEF3TURraUxDSjFjbXhmYUdGemFDSTZJamcxWVdaak1tRXpZbVE0TlRWaE5EZGxNMkZsTnpZMFl6TXpOemszTXpGaU5XTmlPR0Uy"
            + "T1dVeE5qVmpaakE0WVRNNE5qUTBPV00yTW1ZMk9UbGtOV0VpZlEuS0NFbGZ0Q2JCanVnV3FkVDhEUkNOMWJhMDFJY0Z4Z3NfU2dSYS1oa1pKdw0KDQo="),
    ];
}
