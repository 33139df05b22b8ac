namespace Automation.Storage;

/// <summary>A reading connection with all that reads through it.</summary>
internal sealed class ReadSession : IDisposable
{
    private readonly Statement _begin;
    private readonly Statement _commit;

    public ReadSession(SqliteConnectionHandle connection)
    {
        Connection = connection;
        _begin = connection.Prepare("begin");
        _commit = connection.Prepare("commit");
        Runs = new RunReader(connection);
        Lists = new RunLister(connection, Runs);
        Events = new EventLister(connection);
        Logs = new LogReader(connection);
        Rules = new RuleReader(connection);
        Settings = new SettingReader(connection);
        Schedules = new ScheduleReader(connection);
        Scopes = new ScopeLister(connection);
        Debounces = new DebounceReader(connection);
        Budgets = new BudgetReader(connection);
        Suggestions = new SuggestionReader(connection);
        Webhooks = new WebhookReader(connection);
        Nodes = new NodeReader(connection);
        Due = new DueReader(connection);
        Diagnosis = new Diagnosis(connection);
    }

    public SqliteConnectionHandle Connection { get; }

    public RunReader Runs { get; }

    public RunLister Lists { get; }

    public EventLister Events { get; }

    public LogReader Logs { get; }

    public RuleReader Rules { get; }

    public SettingReader Settings { get; }

    public ScheduleReader Schedules { get; }

    public ScopeLister Scopes { get; }

    public DebounceReader Debounces { get; }

    public BudgetReader Budgets { get; }

    public SuggestionReader Suggestions { get; }

    public WebhookReader Webhooks { get; }

    public NodeReader Nodes { get; }

    public DueReader Due { get; }

    public Diagnosis Diagnosis { get; }

    /// <summary>From here on every read sees the same moment.</summary>
    public void Begin() => _begin.With().Run();

    public void End() => _commit.With().Run();

    public void Dispose() => Connection.Dispose();
}
