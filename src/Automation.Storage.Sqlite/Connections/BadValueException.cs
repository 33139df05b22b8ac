namespace Automation.Storage;

/// <summary>A stored value that no version of this package writes. Whoever reads knows which run or event it belongs to and says so.</summary>
internal sealed class BadValueException(string column, string found)
    : Exception($"the column {column} holds {found}.");
