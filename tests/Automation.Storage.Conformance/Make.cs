using System.Security.Cryptography;
using System.Text;

namespace Automation.Storage.Conformance;

/// <summary>Makes what tests store. Ids rise with each call. Members may be called from any thread.</summary>
public sealed class Make(Func<DateTimeOffset> clock)
{
    private long _last;

    /// <summary>A time-ordered id: version 7 with a counter where others have random bits.</summary>
    public Guid Id()
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes, clock().ToUnixTimeMilliseconds() << 16);
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes[8..], Interlocked.Increment(ref _last));
        bytes[6] |= 0x70;
        bytes[8] |= 0x80;
        return new Guid(bytes, bigEndian: true);
    }

    public RunId RunId() => new(Id());

    public AutomationEventId EventId() => new(Id());

    public EventRecord Event(string scope = "project-1", string type = "asset.approved", string? subject = "asset-1", string payload = """{"n":1}""")
    {
        var id = EventId();
        return new EventRecord { Id = id, Scope = scope, Type = type, Subject = subject, Payload = Utf8(payload), At = clock(), Root = id };
    }

    public RunRecord Run(string scope = "project-1", string rule = "rule-1", AutomationEventId? @event = null, string? subject = null) => new()
    {
        Id = RunId(),
        Scope = scope,
        Rule = rule,
        RuleHash = "0123456789abcdef0123456789abcdef",
        Subject = subject,
        TriggerKind = @event is null ? TriggerKind.Manual : TriggerKind.Event,
        TriggerId = "trigger-1",
        EventId = @event,
        At = clock(),
    };

    /// <summary>A manual start.</summary>
    public AcceptOperation Start(RunRecord run, bool owned = false) =>
        new() { Scope = run.Scope, Runs = [new NewRun { Run = run, Owned = owned }] };

    /// <summary>An event that runs may wait for.</summary>
    public AcceptOperation Publish(EventRecord @event) => new() { Scope = @event.Scope, Event = @event, Runs = [], MayBeAwaited = true };

    public DedupeKey Key(string key, string body = "body", DateTimeOffset? notBefore = null, string source = "event") =>
        new(source, SHA256.HashData(Utf8(key)), SHA256.HashData(Utf8(body)), notBefore ?? DateTimeOffset.UnixEpoch);

    public LedgerEntry Outcome(string path, int sequence = 1, string body = "{}") => new()
    {
        Path = new StepPath(path),
        Kind = EntryKind.Outcome,
        Sequence = sequence,
        Status = StepStatus.Succeeded,
        StartedAt = clock(),
        At = clock(),
        Body = Utf8(body),
    };

    public RecordOperation Record(RunId run, long claim, RunTransition transition, params LedgerEntry[] entries) =>
        new() { RunId = run, ClaimNumber = claim, Entries = entries, Transition = transition };

    public RecordOperation Continue(RunId run, long claim, params LedgerEntry[] entries) =>
        Record(run, claim, RunTransition.Continue.Instance, entries);

    public SignalOperation Cancel(RunId run, string scope = "project-1", string nonce = "") => Signal(run, SignalKind.Cancel, nonce, scope, wakesHeld: true);

    public SignalOperation Signal(
        RunId run, SignalKind kind = SignalKind.Completion, string nonce = "1", string scope = "project-1", bool wakesHeld = false, string path = "") =>
        new()
        {
            Scope = scope,
            RunId = run,
            Signal = new SignalRecord(new SignalKey(new StepPath(path), kind, nonce), Utf8("null"), clock()),
            WakesHeld = wakesHeld,
        };

    public WaitRecord Wait(string path, string type = "asset.paid", string subject = "asset-1") =>
        new(new StepPath(path), type, subject);

    public LogRecord Line(long number, string message = "said", string path = "step-1") => new()
    {
        Path = new StepPath(path),
        Number = number,
        Attempt = 1,
        At = clock(),
        Level = Microsoft.Extensions.Logging.LogLevel.Information,
        Message = message,
    };

    public StoredRule Rule(string name = "rule-1", string hash = "hash-1", string scope = "project-1", bool enabled = true) => new()
    {
        Scope = scope,
        Name = name,
        Version = 0,
        Hash = hash,
        Enabled = enabled,
        Json = "{\"name\":\"" + name + "\"}",
        Author = "ada",
        SavedAt = clock(),
    };

    public Suggestion Suggestion(string key = "key-1", double score = 0.5, string scope = "project-1", string rule = "rule-1") => new()
    {
        Scope = scope,
        Id = new SuggestionId(Id()),
        Key = key,
        Title = $"Try {rule}",
        Description = "Often done by hand.",
        Json = "{\"name\":\"" + rule + "\"}",
        Revision = 1,
        Score = score,
        Author = "miner",
        State = SuggestionState.Open,
        CreatedAt = clock(),
        ProposedAt = clock(),
    };

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
