namespace Automation.Storage.EfCore.Tests.Polling;

/// <summary>The source, in the world outside: numbers from 1 on. Thread-safe.</summary>
public sealed class NumberSource
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _free = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _held;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>How many polls have been made.</summary>
    public int Polls { get; private set; }

    /// <summary>How many numbers all polls together have found.</summary>
    public int Found { get; private set; }

    /// <summary>How many polls have found what they find, and stand still.</summary>
    public int Waiting { get; private set; }

    public void Add(int count)
    {
        lock (_gate)
        {
            Count += count;
        }
    }

    /// <summary>So many polls stand still before they answer, until <see cref="Release"/>.</summary>
    public void Hold(int polls)
    {
        lock (_gate)
        {
            (_held, Waiting, _free) = (polls, 0, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }
    }

    public void Release()
    {
        lock (_gate)
        {
            _held = 0;
            _free.TrySetResult();
        }
    }

    public async Task<PollResult<Number>> PollAsync(int cursor)
    {
        int poll, count;
        Task? free = null;
        lock (_gate)
        {
            (poll, count) = (++Polls, Count);
            Found += count - cursor;
            if (_held > 0)
            {
                _held--;
                Waiting++;
                free = _free.Task;
            }
        }

        await (free ?? Task.CompletedTask);
        var found = Enumerable.Range(cursor + 1, count - cursor).Select(id => new PolledItem<Number>($"{id}", new Number(id, poll)));
        return new PollResult<Number> { Items = [.. poll % 2 == 0 ? found.Reverse() : found], Cursor = $"{count}" };
    }
}
