namespace Automation.Storage;

/// <summary>What came of one operation.</summary>
public abstract class OperationResult
{
    private protected OperationResult()
    {
    }
}
