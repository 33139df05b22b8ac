using Npgsql;

namespace Automation.Storage;

/// <summary>Stores a batch: all of its statements in one implicit transaction, sent in one round trip.</summary>
/// <remarks>Used by one caller at a time: its statements are used again by the next batch.</remarks>
internal sealed class BatchCommit(WorkSql work, string channel)
{
    private readonly FenceStatement _fence = new(work.Commit);
    private readonly BatchLocks _locks = new(work);
    private readonly List<Segment> _segments = [];
    private int _delivers;
    private DateTime? _clock;
    private IReadOnlySet<StoreOperation>? _behindEnds;

    /// <summary>So many batches deliver their events at once, without asking first, when one of them is awaited: that one, which is sent again, and those that follow.</summary>
    public int DeliversFor { get; init; } = 100;

    /// <summary>Stores the batch and answers per operation.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="clock">The instant; null for the server's.</param>
    /// <param name="behindEnds">Operations that reserve of budgets what ends of the batch give back: they are asked for their room when those have. Null for none: the others are asked first, before anything else is written.</param>
    /// <exception cref="EventAwaitedException">A run waits for one of the events; nothing was stored. Sent again, the batch delivers it.</exception>
    /// <exception cref="SeriesMovedException">A series of events is not as an operation expects; nothing was stored.</exception>
    /// <exception cref="ScopeStaleException">A scope has another version than its operations say; nothing was stored.</exception>
    /// <exception cref="RuleTakesNoneException">A rule takes no further run, and an operation would create one; nothing was stored.</exception>
    /// <exception cref="ChainFullException">A chain has started as many runs as it may, and an operation would start more; nothing was stored.</exception>
    /// <exception cref="NoRoomException">A budget has no room for a run that an operation would create; nothing was stored.</exception>
    public async Task<List<OperationResult>> ExecuteAsync(NpgsqlConnection connection, CommitBatch batch, DateTime? clock, IReadOnlySet<StoreOperation>? behindEnds = null)
    {
        _clock = clock;
        _behindEnds = behindEnds;
        var used = Divide(batch);
        using var command = new NpgsqlBatch(connection);
        var statements = new List<RowStatement>();
        if (batch.Node is { } node)
        {
            statements.Add(_fence.With(node, clock));
        }

        statements.AddRange(_locks.Seal());
        for (var i = 0; i < used; i++)
        {
            statements.AddRange(_segments[i].Statements);
        }

        var results = new List<OperationResult>(batch.Operations.Count);
        if (statements.Count > 0)
        {
            foreach (var statement in statements)
            {
                command.BatchCommands.Add(statement.Command);
            }

            await SendAsync(command, statements, batch).ConfigureAwait(false);
        }

        for (var i = 0; i < used; i++)
        {
            _segments[i].Collect(results);
        }

        return results;
    }

    private async Task SendAsync(NpgsqlBatch command, List<RowStatement> statements, CommitBatch batch)
    {
        try
        {
            await command.PrepareAsync().ConfigureAwait(false);
            var reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                foreach (var statement in statements)
                {
                    if (!statement.Answers)
                    {
                        continue;
                    }

                    while (await reader.ReadAsync().ConfigureAwait(false))
                    {
                        statement.Read(reader);
                    }

                    await reader.NextResultAsync().ConfigureAwait(false);
                }
            }
        }
        catch (PostgresException fault) when (fault.InvariantSeverity == "ERROR")
        {
            throw Explain(fault, batch);
        }
        finally
        {
            command.BatchCommands.Clear();
        }
    }

    /// <summary>How many segments the batch needs: one, unless operations of one run or key follow each other.</summary>
    private int Divide(CommitBatch batch)
    {
        _locks.Begin(batch, MustDeliver(batch));
        if (batch.Operations.Count == 0)
        {
            return 0;
        }

        var used = 0;
        Segment? current = null;
        foreach (var operation in batch.Operations)
        {
            if (current is null || !current.TryAdd(operation))
            {
                current?.Seal();
                current = Next(used++, batch);
                current.TryAdd(operation);
            }
        }

        current!.Seal();
        return used;
    }

    /// <summary>Also when runs begin to wait in the same batch: the others may not see those yet.</summary>
    private bool MustDeliver(CommitBatch batch)
    {
        var delivers = _delivers > 0;
        _delivers = Math.Max(0, _delivers - 1);
        return delivers || batch.Operations.Any(static operation => operation is RecordOperation { Waits.Count: > 0 });
    }

    private Segment Next(int index, CommitBatch batch)
    {
        if (index == _segments.Count)
        {
            _segments.Add(new Segment(work, channel));
        }

        _segments[index].Begin(batch, _locks, _clock, _behindEnds);
        return _segments[index];
    }

    private Exception Explain(PostgresException fault, CommitBatch batch)
    {
        if (fault.SqlState == GuardStatement.Awaited)
        {
            _delivers = DeliversFor;
        }

        return ExceptionOf(fault, batch);
    }

    private static Exception ExceptionOf(PostgresException fault, CommitBatch batch) => fault.SqlState switch
    {
        GuardStatement.Awaited => new EventAwaitedException(),
        GuardStatement.Fenced => new NodeFencedException(batch.Node!.NodeId),
        GuardStatement.Stale => new ScopeStaleException(),
        GuardStatement.Busy => new RuleTakesNoneException(),
        GuardStatement.OtherSeries => new SeriesMovedException(),
        GuardStatement.ChainFull => new ChainFullException(),
        GuardStatement.OverBudget => new NoRoomException(),
        GuardStatement.WithoutEvent => new InvalidOperationException("A run names an event that its scope does not have; nothing of the batch was stored.", fault),
        PostgresErrorCodes.UniqueViolation => new InvalidOperationException(
            $"A key that must be new exists ({fault.TableName}: {fault.Detail ?? fault.MessageText}); nothing of the batch was stored.", fault),
        _ => PostgresFaults.OfWrite(fault, "The commit failed"),
    };
}
