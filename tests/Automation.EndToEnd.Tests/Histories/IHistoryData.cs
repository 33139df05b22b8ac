using Automation.EndToEnd.Worlds;

namespace Automation.EndToEnd.Histories;

/// <summary>The data of a world, which can be written as SQL that a person can read, and filled from that.</summary>
internal interface IHistoryData : IWorldData
{
    /// <summary>The statements that make empty tables as they are now.</summary>
    Task<string> WriteTablesAsync();

    /// <summary>A statement for each row, in the order in which rows have to come.</summary>
    Task<string> WriteRowsAsync();

    /// <summary>Makes tables, which may be those of a former release, and fills them. Before anybody opens a store.</summary>
    Task FillAsync(string tables, string rows);
}
