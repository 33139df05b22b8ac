namespace Automation.Storage.EfCore.Tests.Polling;

/// <summary>What a poll finds.</summary>
/// <param name="Id">Which one it is, from 1.</param>
/// <param name="Poll">In which poll it was found: another one says something else of it.</param>
public sealed record Number(int Id, int Poll);
