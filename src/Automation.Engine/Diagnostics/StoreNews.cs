namespace Automation.Diagnostics;

/// <summary>What is heard of other processes, and whether anything would be: whoever looks from time to time rests longer then.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class StoreNews
{
    private volatile bool _areHeard;

    /// <summary>Whether the store tells what other processes store. One that has no such news never does.</summary>
    public bool AreHeard => _areHeard;

    /// <summary>Called with each of the news, and when they are heard no more: returns at once.</summary>
    public Action? Told { get; set; }

    /// <summary>The store told something, be it only that it listens.</summary>
    public void Hear()
    {
        _areHeard = true;
        Told?.Invoke();
    }

    /// <summary>The store tells nothing from now on.</summary>
    public void Lose()
    {
        if (_areHeard)
        {
            _areHeard = false;
            Told?.Invoke();
        }
    }
}
