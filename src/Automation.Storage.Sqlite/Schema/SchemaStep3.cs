namespace Automation.Storage;

/// <summary>What a parked run needs that another process may have, and since when a run waits to be taken.</summary>
/// <remarks><c>since</c> is null where nothing is known of it: in rows of version 1, and in those that no process is to take.</remarks>
internal static class SchemaStep3
{
    public const string Sql = """
        alter table live add column need text;
        alter table live add column since integer;
        create index live_needs on live(need, run_id) where need is not null;
        """;
}
