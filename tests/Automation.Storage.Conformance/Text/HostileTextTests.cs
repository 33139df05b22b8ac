namespace Automation.Storage.Conformance.Text;

/// <summary>Whatever a .NET string or a byte array can hold comes back as it was, or is refused as a whole; it is never altered.</summary>
public abstract class HostileTextTests<TFixture> : StoreTests<TFixture>
    where TFixture : IStoreFixture, new()
{
    // By name: a test's argument travels as UTF-8, which would replace the very texts that this is about.
    private static readonly Dictionary<string, string> Samples = new()
    {
        ["empty"] = "",
        ["blank"] = " ",
        ["NUL"] = "\0",
        ["NUL inside"] = "a\0b",
        ["NULs in front"] = "\0\0end",
        ["high half"] = "\uD800",
        ["low half inside"] = "a\uDFFFb",
        ["halves in the wrong order"] = "\uDC00\uD800",
        ["pair"] = "\uD83D\uDE00",
        ["no characters"] = "\uFFFD\uFFFE\uFFFF",
        ["combining, right to left, joiner"] = "e\u0301 \u00E9 \u202Eabc\u200D",
        ["SQL"] = "'; drop table run; --",
        ["placeholders"] = "?1 :a @b $c %s {0}",
        ["controls"] = "\r\n\t\u0001\u001F\u007F",
        ["a million"] = new string('x', 1_000_000),
        ["a thousand halves"] = new string('\uD800', 1_000),
        ["pairs and NULs"] = string.Concat(Enumerable.Repeat("\U0001F600\0", 20_000)),
    };

    public static TheoryData<string> Texts => [.. Samples.Keys];

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Text_OfEveryColumn_ComesBackAsItWas(string sample)
    {
        var text = Samples[sample];
        var node = await JoinAsync();
        var @event = Make.Event(text, text, text) with { Verdicts = [new Verdict { Rule = text, Reason = VerdictReason.Faulted, Detail = text }] };
        var later = Make.Event(text, text, text);
        var run = Make.Run(text, text, @event.Id, text) with { RuleHash = text, TriggerId = text };
        var key = new SignalKey(new StepPath(text), SignalKind.Completion, text);
        var line = Make.Line(1, text, text);

        if (!await KeptAsync(() => AcceptAsync(
            node, new AcceptOperation { Scope = text, Event = @event, Runs = [new NewRun { Run = run, Owned = true }] })))
        {
            (await Store.LoadRunAsync(run.Id, default)).ShouldBeNull();
            return;
        }

        await CommitAsync(
            node,
            Make.Publish(later),
            new SignalOperation { Scope = text, RunId = run.Id, Signal = new SignalRecord(key, default, Now) },
            new RecordOperation
            {
                RunId = run.Id,
                ClaimNumber = 1,
                Entries = [Make.Outcome(text)],
                Waits = [Make.Wait(text, text, text)],
                Log = [line],
                Transition = new RunTransition.Hold(text),
            });

        var stored = (await Store.FindRunAsync(text, run.Id, default)).ShouldNotBeNull();
        stored.Run.ShouldBe(run);
        stored.Event!.Type.ShouldBe(text);
        stored.Event.Subject.ShouldBe(text);
        stored.Event.Verdicts.ShouldBe(@event.Verdicts);
        stored.Entries.ShouldHaveSingleItem().Path.Value.ShouldBe(text);
        stored.Live!.Reason.ShouldBe(text);
        stored.Signals.Select(signal => signal.Key).ShouldBe(
            [key, new SignalKey(new StepPath(text), SignalKind.Event, later.Id.ToString())], ignoreOrder: true);
        (await Store.ListLogAsync(text, run.Id, 0, 10, default)).ShouldHaveSingleItem().ShouldBe(line);
        (await Store.ListRunsAsync(text, new RunQuery { Rule = text, Subject = text }, default)).ShouldHaveSingleItem().Run.ShouldBe(run);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Text_OfEndsAndRules_ComesBackAsItWas(string sample)
    {
        var text = Samples[sample];
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        if (await KeptAsync(() => RecordAsync(
            node, Make.Record(run, 1, new RunTransition.End(RunStatus.Failed, text), Make.Outcome("a")))))
        {
            (await LoadAsync(run)).Entries.ShouldHaveSingleItem().RunReason.ShouldBe(text);
            (await Store.ListRunsAsync(Scope, new RunQuery(), default)).ShouldHaveSingleItem().EndReason.ShouldBe(text);
        }

        var rule = Make.Rule(text, text) with { Json = text, Author = text };
        if (await KeptAsync(() => Store.SaveRuleAsync(rule, default)))
        {
            (await Store.LoadRulesAsync(Scope, default)).Rules.ShouldHaveSingleItem().ShouldBe(rule with { Version = 1 });
            (await Store.FindRuleVersionAsync(Scope, text, text, default)).ShouldBe(rule with { Version = 1 });
        }
    }

    [Fact]
    public async Task Keys_ThatDifferOnlyBehindANul_AreDifferent()
    {
        var node = await JoinAsync();
        var run = await CreateOwnedAsync(node);
        if (!await KeptAsync(() => RecordAsync(node, Make.Continue(run, 1, Make.Outcome("a\0b"), Make.Outcome("a\0c", 2), Make.Outcome("a", 3)))))
        {
            return;
        }

        (await LoadAsync(run)).Entries.Select(entry => entry.Path.Value).ShouldBe(["a\0b", "a\0c", "a"]);
        await Should.ThrowAsync<InvalidOperationException>(() => RecordAsync(node, Make.Continue(run, 1, Make.Outcome("a\0b", 4))));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(4096)]
    [InlineData(1_000_000)]
    public async Task Bytes_OfAnyLength_ComeBackAsTheyWere(int length)
    {
        var node = await JoinAsync();
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
        {
            bytes[i] = (byte)(i * 31);
        }

        var @event = Make.Event() with { Payload = bytes };
        var run = Make.Run(@event: @event.Id) with { Input = bytes, Next = bytes };
        await AcceptAsync(node, new AcceptOperation { Scope = Scope, Event = @event, Runs = [new NewRun { Run = run, Owned = true }] });
        var key = new SignalKey(new StepPath("a"), SignalKind.Completion, "1");
        await SignalAsync(node, new SignalOperation { Scope = Scope, RunId = run.Id, Signal = new SignalRecord(key, bytes, Now) });
        await RecordAsync(node, Make.Continue(run.Id, 1, Make.Outcome("a") with { Body = bytes, Next = bytes }));

        var stored = await LoadAsync(run.Id);

        ReadOnlyMemory<byte>[] copies =
            [stored.Event!.Payload, stored.Run.Input, stored.Run.Next, stored.Entries[0].Body, stored.Entries[0].Next, stored.Signals[0].Body];
        Array.TrueForAll(copies, copy => copy.Span.SequenceEqual(bytes)).ShouldBeTrue();
    }
}
