using NpgsqlTypes;

namespace Automation.Storage;

/// <summary>See <see cref="CommitSql.Notify"/>.</summary>
internal sealed class NotifyStatement : RowStatement
{
    public NotifyStatement(CommitSql sql, string channel)
        : base(sql.Notify) =>
        Scalar<string>(NpgsqlDbType.Text).TypedValue = channel;

    public override bool Answers => true;
}
