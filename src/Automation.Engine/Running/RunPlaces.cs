namespace Automation.Running;

/// <summary>The places of a host, and how many each scope holds. An eighth of them is kept for scopes that hold few, so that nobody waits for the end of another scope's long runs.</summary>
/// <remarks>Without a second scope none are kept: there is nobody to keep them for. Thread-safe.</remarks>
/// <param name="capacity">How many places there are.</param>
/// <param name="servesSeveral">Whether it is known from the beginning that there are several scopes; else it is when a run of a second one has come.</param>
/// <param name="time">The clock.</param>
internal sealed class RunPlaces(int capacity, bool servesSeveral, TimeProvider time)
{
    private readonly int _kept = capacity / 8;
    private readonly int _few = Math.Max(1, capacity / 64);
    private readonly Dictionary<string, int> _held = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private string? _onlyScope;
    private bool _several = servesSeveral;
    private int _taken;
    private long _roomSince = time.GetTimestamp();
    private HashSet<string> _waiting = [];

    public int Taken => Volatile.Read(ref _taken);

    public int Free => Math.Max(0, capacity - Taken);

    /// <summary>Takes a place for a run of the scope; false when there is none for it, or when runs of the scope wait for one.</summary>
    public bool TryTake(string scope)
    {
        lock (_gate)
        {
            Meet_NeedsLock(scope);
            if (_taken >= capacity || _waiting.Contains(scope) || (IsShort_NeedsLock && _held.GetValueOrDefault(scope) >= _few))
            {
                return false;
            }

            Add_NeedsLock(scope);
            return true;
        }
    }

    /// <summary>Takes a place, even where none is free.</summary>
    public void Take(string scope)
    {
        lock (_gate)
        {
            Meet_NeedsLock(scope);
            Add_NeedsLock(scope);
        }
    }

    public void Give(string scope)
    {
        lock (_gate)
        {
            var hadRoom = HasRoom_NeedsLock;
            Volatile.Write(ref _taken, _taken - 1);
            _roomSince = !hadRoom && HasRoom_NeedsLock ? time.GetTimestamp() : _roomSince;
            var left = _held[scope] - 1;
            if (left > 0)
            {
                _held[scope] = left;
            }
            else
            {
                _held.Remove(scope);
            }
        }
    }

    /// <summary>Whether a run of any scope would have had a place for as long.</summary>
    public bool HasHadRoomFor(TimeSpan span)
    {
        lock (_gate)
        {
            return HasRoom_NeedsLock && time.GetElapsedTime(_roomSince) >= span;
        }
    }

    /// <summary>How many runs may be claimed now, and which scopes get none of them since they have their share.</summary>
    public (int Limit, IReadOnlyList<string> Except) Offer()
    {
        lock (_gate)
        {
            var free = Free;
            return IsShort_NeedsLock
                ? (Math.Min(free, _few), [.. _held.Where(held => held.Value >= _few).Select(held => held.Key)])
                : (_several ? free - _kept : free, []);
        }
    }

    /// <summary>Runs of these scopes may wait for a place: new ones do not overtake them. All others wait for none.</summary>
    public void Leave(IReadOnlyList<string> waiting)
    {
        lock (_gate)
        {
            _waiting = [.. waiting];
        }
    }

    private bool IsShort_NeedsLock => _several && capacity - _taken <= _kept;

    private bool HasRoom_NeedsLock => !IsShort_NeedsLock && _taken < capacity;

    private void Meet_NeedsLock(string scope)
    {
        _onlyScope ??= scope;
        _several |= !string.Equals(scope, _onlyScope, StringComparison.Ordinal);
    }

    private void Add_NeedsLock(string scope)
    {
        Volatile.Write(ref _taken, _taken + 1);
        _held[scope] = _held.GetValueOrDefault(scope) + 1;
    }
}
