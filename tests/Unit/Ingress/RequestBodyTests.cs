using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Tracking.Ingress;
using Xunit;

namespace Tracking.Unit.Ingress;

public sealed class RequestBodyTests
{
    [Fact]
    public async Task A_connection_that_is_reset_while_the_body_comes_is_the_callers_fault()
    {
        var request = new DefaultHttpContext { Request = { Body = new Reset(), ContentLength = 100 } }.Request;

        using var body = await RequestBody.ReadAsync(request, 1_000);

        Assert.Equal(StatusCodes.Status400BadRequest, body.Status);
        Assert.NotNull(body.Problem);
    }

    sealed class Reset : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromException<int>(new ConnectionResetException("Connection reset by peer"));
    }
}
