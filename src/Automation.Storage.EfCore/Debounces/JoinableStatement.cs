namespace Automation.Storage;

/// <summary>See <see cref="DebounceSql.Joinable"/>. A guard: see <see cref="GuardStatement.OtherSeries"/>.</summary>
internal sealed class JoinableStatement(DebounceSql sql) : JoiningStatement(sql.Joinable)
{
    public override bool Answers => true;
}
