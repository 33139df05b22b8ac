namespace Automation.Storage;

/// <summary>How to take back what the present act changed so far, last first.</summary>
internal sealed class UndoLog
{
    private readonly Stack<Action> _steps = new();

    public void Add(Action step) => _steps.Push(step);

    public void Forget() => _steps.Clear();

    public void RollBack()
    {
        while (_steps.TryPop(out var step))
        {
            step();
        }
    }
}
