using System.Buffers;

namespace Automation.Storage;

/// <summary>See <see cref="CommitSql.Events"/>.</summary>
internal sealed class EventsStatement : RowStatement
{
    private readonly TextColumn _scopes;
    private readonly TextColumn _sources;
    private readonly List<ReadOnlyMemory<byte>> _keys;
    private readonly List<Guid> _ids;
    private readonly TextColumn _types;
    private readonly TextColumn _subjects;
    private readonly List<DateTime> _at;
    private readonly List<Guid?> _causes;
    private readonly List<Guid> _roots;
    private readonly List<int> _depths;
    private readonly List<ReadOnlyMemory<byte>> _verdicts;
    private readonly List<int> _notable;
    private readonly List<ReadOnlyMemory<byte>> _payloads;
    private readonly ArrayBufferWriter<byte> _packed = new();

    public EventsStatement(CommitSql sql)
        : base(sql.Events)
    {
        _scopes = Texts("scope");
        _sources = Texts("source of a key");
        _keys = Bytes();
        _ids = Ids();
        _types = Texts("event's type");
        _subjects = Texts("event's subject");
        _at = Times();
        _causes = IdsOrNull();
        _roots = Ids();
        _depths = Integers();
        _verdicts = Bytes();
        _notable = Integers();
        _payloads = Bytes();
    }

    public bool IsEmpty => _ids.Count == 0;

    public void Add(AcceptOperation accept)
    {
        var @event = accept.Event!;
        _scopes.Add(@event.Scope);
        _sources.Add(accept.Dedupe?.Source);
        _keys.Add(accept.Dedupe?.KeyHash ?? default);
        _ids.Add(@event.Id.Value);
        _types.Add(@event.Type);
        _subjects.Add(@event.Subject);
        _at.Add(PostgresTime.Encode(@event.At));
        _causes.Add(@event.Cause?.Value);
        _roots.Add(@event.Root.Value);
        _depths.Add(@event.Depth);
        _verdicts.Add(Pack(@event.Verdicts));
        _notable.Add(VerdictIndex.Of(@event.Verdicts));
        _payloads.Add(@event.Payload);
    }

    private ReadOnlyMemory<byte> Pack(IReadOnlyList<Verdict> verdicts)
    {
        if (verdicts.Count == 0)
        {
            return default;
        }

        VerdictJson.Write(verdicts, _packed);
        return _packed.WrittenSpan.ToArray();
    }
}
