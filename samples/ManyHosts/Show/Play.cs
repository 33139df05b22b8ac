using ManyHosts.Shop;

namespace ManyHosts.Show;

/// <summary>Starts three workers, lets them work, kills one of them, and counts.</summary>
internal sealed class Play(ShowDatabase database, CommandLine options, CancellationToken stopping) : IAsyncDisposable
{
    /// <summary>Longer than it ever takes; then something hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly List<WorkerProcess> _workers = [];

    /// <exception cref="TimeoutException">The work was not done in time.</exception>
    /// <exception cref="WorkerEndedException">A worker ended that was not killed.</exception>
    public async Task<Tally> RunAsync()
    {
        using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stopping, limit.Token);
        try
        {
            return await RunAsync(both.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            throw new TimeoutException($"The runs did not end within {Patience.TotalSeconds:0} seconds.");
        }
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(_workers.Select(worker => worker.DisposeAsync().AsTask()));

    private async Task<Tally> RunAsync(CancellationToken cancellationToken)
    {
        Console.WriteLine($"Three hosts on {database.Description}.");
        Console.WriteLine($"Their lease is {Worker.Lease.TotalSeconds} s and their heartbeat {Worker.Heartbeat.TotalSeconds} s, so that this is soon over; the defaults are 30 s and 10 s.");
        await StartWorkersAsync(cancellationToken);

        var share = options.Orders / _workers.Count;
        var placed = share * _workers.Count;
        var accepted = (await Task.WhenAll(_workers.Select((worker, index) => worker.AskAsync($"place {index * share} {share}", cancellationToken)))).Sum(int.Parse);
        Console.WriteLine($"{accepted} orders are accepted, each a run of {FulfilOrder.Steps.Count} steps.");

        var victim = _workers[1];
        await UntilCallsAsync(placed, cancellationToken);
        await victim.KillAsync();
        var killedAt = await database.ClockAsync(cancellationToken);
        Console.WriteLine($"{victim.Name} was killed after a third of the work. The others wait for its lease to end, and go on with what it was at.");

        var witness = _workers[0];
        await witness.AskAsync("wait", cancellationToken);
        var succeeded = (await witness.AskAsync("succeeded", cancellationToken)).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse);
        Console.WriteLine("All runs ended.");
        return Tally.Of(placed, accepted, succeeded, await database.CallsAsync(cancellationToken), victim.Name, killedAt);
    }

    /// <summary>One after the other: the first creates the tables, and the eldest is the first that may judge others.</summary>
    private async Task StartWorkersAsync(CancellationToken cancellationToken)
    {
        foreach (var name in (string[])["worker-1", "worker-2", "worker-3"])
        {
            var worker = WorkerProcess.Start(name, database.ConnectionString);
            _workers.Add(worker);
            await worker.HearAsync(cancellationToken);
            Console.WriteLine($"  {name} is ready, process {worker.Id}.");
        }
    }

    private async Task UntilCallsAsync(int count, CancellationToken cancellationToken)
    {
        while (await database.CountCallsAsync(cancellationToken) < count)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
        }
    }
}
