namespace Automation.Postgres.Proxy;

/// <summary>Follows what client and server of one connection say to each other, so far that it knows what was committed when.</summary>
/// <remarks>A message of the client is told before the server gets it; so answers always find what they answer.</remarks>
internal sealed class PgConversation
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _statements = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _portals = new(StringComparer.Ordinal);
    private readonly Queue<PgExchange> _asked = new();
    private readonly List<string> _transaction = [];
    private readonly List<string> _begun = [];
    private PgExchange _asking = new();
    private bool _isOpen;

    // The first ReadyForQuery ends the opening, which nobody asked for with a Sync.
    private PgExchange? _answering = new();
    private char _status = 'I';

    /// <summary>Takes a message of the client.</summary>
    /// <returns>What the client asks, if it is complete with this message.</returns>
    public PgExchange? FromClient(PgMessage message)
    {
        lock (_lock)
        {
            switch (message.Type)
            {
                case 'P':
                    var (name, text) = message.Texts();
                    _statements[name] = text;
                    break;
                case 'B':
                    var (portal, statement) = message.Texts();
                    _portals[portal] = _statements.GetValueOrDefault(statement, "");
                    break;
                case 'E':
                    _asking.Statements.Add(_portals.GetValueOrDefault(message.Texts().First, ""));
                    break;
                case 'Q':
                    _asking.Statements.Add(message.Texts().First);
                    return EndExchange();
                case 'S' or 'F':
                    return EndExchange();
                default:
                    break;
            }

            return null;
        }
    }

    /// <summary>Takes a message of the server.</summary>
    /// <returns>The transaction that is known to be committed with this message; null when none is.</returns>
    public PgCommit? FromServer(PgMessage message)
    {
        lock (_lock)
        {
            switch (message.Type)
            {
                case 'C':
                    Answering().Tags.Add(message.Texts().First);
                    return null;
                case 'E':
                    Answering().Failed = true;
                    return null;
                case 'Z':
                    var exchange = Answering();
                    _answering = null;
                    return End(exchange, (char)message.Body[0]);
                default:
                    return null;
            }
        }
    }

    private PgExchange EndExchange()
    {
        var asked = _asking;
        asked.Commits = Ask(asked.Statements);
        _asked.Enqueue(asked);
        _asking = new();
        return asked;
    }

    /// <summary>What the client's next statements commit, as far as the client can know.</summary>
    private PgCommit? Ask(List<string> statements)
    {
        _begun.AddRange(statements);
        _isOpen |= statements.Exists(statement => Begins(statement, "begin") || Begins(statement, "start transaction"));
        var commits = statements.Exists(statement => Ends(statement, "commit"));
        if (_isOpen && !commits && !statements.Exists(statement => Ends(statement, "rollback")))
        {
            return null;
        }

        var commit = commits || !_isOpen ? new PgCommit([.. _begun], commits) : null;
        _begun.Clear();
        _isOpen = false;
        return commit;

        static bool Begins(string statement, string word) => statement.StartsWith(word, StringComparison.OrdinalIgnoreCase);
        static bool Ends(string statement, string word) => statement.AsSpan().TrimEnd("; ").EndsWith(word, StringComparison.OrdinalIgnoreCase);
    }

    // What comes without a question, such as the end of a session that an administrator ordered, belongs to nothing.
    private PgExchange Answering() => _answering ??= _asked.TryDequeue(out var next) ? next : new();

    private PgCommit? End(PgExchange exchange, char status)
    {
        var before = _status;
        _status = status;
        _transaction.AddRange(exchange.Statements);
        var explicitly = before != 'I' || exchange.Tags.Any(tag => tag is "BEGIN" or "START TRANSACTION");
        var committed = exchange.Tags.Contains("COMMIT") || (!explicitly && status == 'I' && !exchange.Failed && exchange.Tags.Count > 0);
        var commit = committed ? new PgCommit([.. _transaction], exchange.Tags.Contains("COMMIT")) : null;
        if (committed || status == 'I')
        {
            _transaction.Clear();
        }

        return commit;
    }
}
