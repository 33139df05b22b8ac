namespace Automation.Storage;

/// <summary>The transitions that let a run go without ending it, as the statement <see cref="CommitSql.LetGo"/> knows them.</summary>
internal enum Departure
{
    Park = 1,
    Hold = 2,
    Release = 3,
}
