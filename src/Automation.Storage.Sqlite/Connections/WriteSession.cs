namespace Automation.Storage;

/// <summary>The writing connection with all that writes through it.</summary>
internal sealed class WriteSession : IDisposable
{
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _rollback;

    public WriteSession(SqliteConnectionHandle connection)
    {
        Connection = connection;
        _begin = connection.Prepare("begin immediate");
        _commit = connection.Prepare("commit");
        _rollback = connection.Prepare("rollback");
        var live = new LiveTable(connection);
        var permits = new PermitStep(connection, live);
        Nodes = new NodeStep(connection, live, permits);
        Claims = new ClaimStep(connection, live, permits);
        Schedules = new ScheduleStep(connection);
        Commits = new CommitStep(connection, live, permits, Schedules);
        Settings = new SettingStep(connection, Schedules, live, Claims, permits);
        Suggestions = new SuggestionStep(connection);
        Webhooks = new WebhookStep(connection);
        Rules = new RuleStep(connection, Schedules, Settings, Suggestions, Webhooks);
        Overrides = new OverrideStep(connection, live, permits);
        Purges = new PurgeStep(connection);
        Forgets = new ForgetStep(connection);
        Breakers = new BreakerStep(connection);
    }

    public SqliteConnectionHandle Connection { get; }

    public NodeStep Nodes { get; }

    public CommitStep Commits { get; }

    public ClaimStep Claims { get; }

    public RuleStep Rules { get; }

    public SuggestionStep Suggestions { get; }

    public SettingStep Settings { get; }

    public ScheduleStep Schedules { get; }

    public OverrideStep Overrides { get; }

    public PurgeStep Purges { get; }

    public ForgetStep Forgets { get; }

    public BreakerStep Breakers { get; }

    public WebhookStep Webhooks { get; }

    public void Begin() => _begin.With().Run();

    public void Commit() => _commit.With().Run();

    /// <summary>Whether no transaction is left: SQLite may have rolled back on its own.</summary>
    public bool TryRollback()
    {
        try
        {
            if (Connection.InTransaction)
            {
                _rollback.With().Run();
            }
        }
        catch (SqliteFault)
        {
            // Said by the answer; the caller opens another connection.
        }

        return !Connection.InTransaction;
    }

    public void Dispose() => Connection.Dispose();
}
