using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace Automation.Postgres.Proxy;

/// <summary>One client's connection, and the one to the server that belongs to it.</summary>
internal sealed class PgProxyConnection
{
    private const int EncryptionRequest = 80877103;
    private const int KerberosRequest = 80877104;
    private const int CancelRequest = 80877102;

    private readonly PgProxy _proxy;
    private readonly Socket _client;
    private readonly Socket _server = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly PgConversation _conversation = new();
    private readonly CancellationTokenSource _ended = new();
    private volatile bool _serverLost;

    public PgProxyConnection(PgProxy proxy, Socket client)
    {
        _proxy = proxy;
        _client = client;
        client.NoDelay = true;
    }

    /// <summary>Carries until one side ends; then the other side ends too.</summary>
    public async Task RunAsync()
    {
        try
        {
            await _proxy.PassingAsync().WaitAsync(_ended.Token);
            await _server.ConnectAsync(_proxy.Server, _ended.Token);
            await Task.WhenAll(EndingBothAsync(FromClientAsync()), EndingBothAsync(FromServerAsync()));
        }
        catch (Exception fault) when (IsEnd(fault))
        {
            Reset();
        }
        finally
        {
            _client.Dispose();
            _server.Dispose();
        }
    }

    public void Reset()
    {
        _ended.Cancel();
        ResetSocket(_client);
        ResetSocket(_server);
    }

    public void LoseServer()
    {
        _serverLost = true;
        ResetSocket(_server);
    }

    // Closing with nothing left to linger for is a reset.
    private static void ResetSocket(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception fault) when (IsEnd(fault))
        {
            // It is closed already.
        }

        socket.Close();
    }

    private static bool IsEnd(Exception fault) => fault is SocketException or IOException or ObjectDisposedException or OperationCanceledException;

    private async Task EndingBothAsync(Task carrying)
    {
        try
        {
            await carrying;
            if (!_serverLost)
            {
                Close(_client);
                Close(_server);
            }
        }
        catch (Exception fault)
        {
            // A server that is lost says nothing more; its client waits on.
            if (!_serverLost)
            {
                Reset();
            }

            if (!IsEnd(fault))
            {
                throw;
            }
        }
    }

    private static void Close(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception fault) when (IsEnd(fault))
        {
            // It is closed already.
        }
    }

    private async Task FromClientAsync()
    {
        var reader = PipeReader.Create(new NetworkStream(_client), new StreamPipeReaderOptions(bufferSize: 64 * 1024));
        var opening = true;
        while (true)
        {
            var read = await reader.ReadAsync(_ended.Token);
            var buffer = read.Buffer;
            var passing = new ArrayBufferWriter<byte>();
            while (PgMessage.TryRead(ref buffer, opening, out var message))
            {
                var code = opening ? BinaryPrimitives.ReadInt32BigEndian(message.Body) : 0;
                if (code is EncryptionRequest or KerberosRequest)
                {
                    await _proxy.PassingAsync().WaitAsync(_ended.Token);
                    await _client.SendAsync("N"u8.ToArray(), _ended.Token);
                    continue;
                }

                opening = opening && code == CancelRequest;
                passing.Write(message.Bytes);
                if (_conversation.FromClient(message) is { } exchange)
                {
                    _proxy.Meet(exchange);
                    if (exchange.Commits is { } commit && _proxy.Lose(commit) is { Count: > 0 } lost)
                    {
                        Cut(commit, lost);
                        return;
                    }
                }
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
            await SendAsync(_server, passing);
            if (read.IsCompleted)
            {
                return;
            }
        }
    }

    private async Task FromServerAsync()
    {
        var reader = PipeReader.Create(new NetworkStream(_server));
        var held = new ArrayBufferWriter<byte>();
        while (true)
        {
            var read = await reader.ReadAsync(_ended.Token);
            var buffer = read.Buffer;
            var passing = new ArrayBufferWriter<byte>();
            IReadOnlyList<CutCommit> swallowed = [];
            var commit = default(PgCommit);
            while (swallowed.Count == 0 && PgMessage.TryRead(ref buffer, opening: false, out var message))
            {
                commit = _conversation.FromServer(message);
                swallowed = commit is null ? [] : _proxy.Count(commit);
                held.Write(message.Bytes);

                // After ReadyForQuery it is known what was committed. While rows are copied, each side waits for the other.
                if (swallowed.Count == 0 && (message.Type is 'Z' or 'G' or 'H' or 'W' || !_proxy.HoldsAnswers))
                {
                    passing.Write(held.WrittenSpan);
                    held.ResetWrittenCount();
                }
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
            await SendAsync(_client, passing);
            if (swallowed.Count > 0)
            {
                Cut(commit!, swallowed);
                return;
            }

            if (read.IsCompleted)
            {
                // The server ended in the middle of an answer: what it said passes.
                await SendAsync(_client, held);
                return;
            }
        }
    }

    private void Cut(PgCommit commit, IReadOnlyList<CutCommit> orders)
    {
        Reset();
        foreach (var order in orders)
        {
            order.Complete(commit);
        }
    }

    private async Task SendAsync(Socket to, ArrayBufferWriter<byte> bytes)
    {
        await _proxy.PassingAsync().WaitAsync(_ended.Token);
        try
        {
            for (var rest = bytes.WrittenMemory; rest.Length > 0;)
            {
                rest = rest[await to.SendAsync(rest, _ended.Token)..];
            }
        }
        catch (Exception fault) when (IsEnd(fault) && _serverLost && to == _server)
        {
            // What the client says to a lost server vanishes.
        }
    }
}
