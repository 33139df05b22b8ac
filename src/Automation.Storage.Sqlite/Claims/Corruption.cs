namespace Automation.Storage;

/// <summary>How the reason of a run begins that was parked since its rows cannot be read.</summary>
internal static class Corruption
{
    public const string Mark = "Corrupt: ";

    public static string Reason(StoreFormatException fault) =>
        $"{Mark}{fault.Message} Repair the row and release the run, or delete the run by hand.";
}
