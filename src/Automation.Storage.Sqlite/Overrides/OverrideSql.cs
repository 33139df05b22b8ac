namespace Automation.Storage;

/// <summary>What is asked of the table subject_override, and of live about the runs that it stops.</summary>
internal static class OverrideSql
{
    public const string List = "select subject, reason, author, at from subject_override where scope = ?";

    public const string Exists = "select 1 from subject_override where scope = ? and subject = ?";

    public const string Count = "select count(*) from subject_override where scope = ?";

    public const string Put =
        "insert into subject_override(scope, subject, reason, author, at) values(?, ?, ?, ?, ?) "
        + "on conflict(scope, subject) do update set reason = excluded.reason, author = excluded.author, at = excluded.at";

    public const string Delete = "delete from subject_override where scope = ? and subject = ?";

    /// <summary>The runs about a subject that have not ended, the oldest first, and what those that are parked need.</summary>
    public const string Alive =
        "select r.run_id, l.need from run r indexed by run_by_subject join live l on l.run_id = r.run_id where r.scope = ? and r.subject = ? order by r.run_id";
}
