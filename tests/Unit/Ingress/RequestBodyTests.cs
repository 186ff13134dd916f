using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Tracking.Ingress;
using Xunit;

namespace Tracking.Unit.Ingress;

public sealed class RequestBodyTests
{
    public static TheoryData<Exception> Faults() =>
    [
        new BadHttpRequestException("Unexpected end of request content."),
        new ConnectionResetException("Connection reset by peer"),
        new IOException("Bad chunk size data.", new OverflowException()),
        new InvalidOperationException("A trailer that is not UTF-8"),
    ];

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public async Task Whatever_the_server_says_of_a_broken_body_is_the_callers_fault(Exception fault)
    {
        var request = new DefaultHttpContext { Request = { Body = new Broken(fault), ContentLength = 100 } }.Request;

        using var body = await RequestBody.ReadAsync(request, 1_000);

        Assert.Equal(StatusCodes.Status400BadRequest, body.Status);
        Assert.NotNull(body.Problem);
    }

    sealed class Broken(Exception fault) : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromException<int>(fault);
    }
}
