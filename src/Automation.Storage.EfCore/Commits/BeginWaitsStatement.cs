namespace Automation.Storage;

/// <summary>See <see cref="CommitSql.BeginWaits"/>.</summary>
internal sealed class BeginWaitsStatement(CommitSql sql) : WaitsStatement(sql.BeginWaits);
