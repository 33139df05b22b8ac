namespace Automation.Storage.Conformance.Listing;

/// <summary>Lists of events: the right ones, newest first, page by page, with all that a list shows.</summary>
public abstract class ListEventsTests<TFixture> : StoreTests<TFixture>
    where TFixture : IStoreFixture, new()
{
    private static readonly string[] Types = ["asset.approved", "asset.paid", "order"];
    private static readonly string?[] Subjects = ["a", "b", null];

    [Fact]
    public async Task List_WithAnyFilter_IsWhatMatches_NewestFirst_PageByPage()
    {
        var events = await PublishAllAsync();
        foreach (var type in Types.Append("no.such").Append(null))
        {
            foreach (var subject in Subjects.Append("no such"))
            {
                foreach (var (from, to) in new (int?, int?)[] { (null, null), (4, null), (null, 20), (4, 20) })
                {
                    var query = new EventQuery { Type = type, Subject = subject, From = Minute(from), To = Minute(to), Limit = 4 };
                    var expected = events
                        .Where(one => (type is null || one.Type == type) && (subject is null || one.Subject == subject)
                            && (query.From is null || one.At >= query.From) && (query.To is null || one.At < query.To))
                        .OrderByDescending(one => one.Id).Select(one => one.Id);

                    (await WalkAsync(query)).ShouldBe(expected, $"{type} {subject} {from} {to}");
                }
            }
        }
    }

    [Fact]
    public async Task List_ShowsAllButThePayload()
    {
        var root = Make.Event(subject: null);
        var verdicts = new[] { new Verdict { Rule = "rule-1", Reason = VerdictReason.ConditionFalse, Detail = "input.kind is 'x'" } };
        var caused = Make.Event() with { Cause = Make.RunId(), Root = root.Id, Depth = 2, Verdicts = verdicts };
        await AcceptAsync(null, Make.Publish(root));
        await AcceptAsync(null, Make.Publish(caused));

        var listed = await Store.ListEventsAsync(Scope, new EventQuery(), TestContext.Current.CancellationToken);

        listed.Select(one => one.Id).ShouldBe([caused.Id, root.Id]);
        var (newer, older) = (listed[0], listed[1]);
        (newer.Type, newer.Subject, newer.At, newer.Cause, newer.Root, newer.Depth)
            .ShouldBe((caused.Type, caused.Subject, caused.At, caused.Cause, caused.Root, caused.Depth));
        newer.Verdicts.ShouldBe(verdicts);
        (older.Subject, older.Cause, older.Root, older.Depth).ShouldBe((null, null, root.Id, 0));
        older.Verdicts.ShouldBeEmpty();
    }

    [Fact]
    public async Task List_OfVerdictsThatAreNotDull_PassesTheOthersOver()
    {
        var reasons = Enum.GetValues<VerdictReason>();
        var events = await PublishAllAsync();
        for (var number = 0; number < 3 * reasons.Length; number++)
        {
            var verdicts = new[] { reasons[number % reasons.Length], reasons[number / reasons.Length] };
            events.Add(Make.Event(subject: Subjects[number % 2]) with
            {
                Type = Types[number % 3],
                At = Now,
                Verdicts = [.. verdicts.Select(reason => new Verdict { Rule = "rule-1", Reason = reason })],
            });
            await AcceptAsync(null, Make.Publish(events[^1]));
        }

        foreach (var wanted in reasons.Where(reason => !reason.IsDull()).Select(VerdictReason[] (reason) => [reason]).Append([VerdictReason.Faulted, VerdictReason.Busy]).Append([]))
        {
            foreach (var (type, subject) in new (string?, string?)[] { (null, null), (Types[1], null), (null, Subjects[1]), (Types[0], Subjects[0]) })
            {
                var query = new EventQuery { Reasons = wanted, HideDull = true, Type = type, Subject = subject, Limit = 4 };
                var expected = events
                    .Where(one => (type is null || one.Type == type) && (subject is null || one.Subject == subject)
                        && one.Verdicts.Any(verdict => wanted.Length > 0 ? wanted.Contains(verdict.Reason) : !verdict.Reason.IsDull()))
                    .OrderByDescending(one => one.Id).Select(one => one.Id);

                (await WalkAsync(query)).ShouldBe(expected, $"{string.Join(' ', wanted)} {type} {subject}");
            }
        }
    }

    // Faults: only the event's own subject counts; an event with a verdict about its own subject, or with two about another, is there twice; a repetition leaves the subjects of an event that was not stored.
    [Fact]
    public async Task List_BySubject_HasTheEventsWithAVerdictAboutIt()
    {
        var (own, none, both, plain) = (About("s", "s"), About(null, "s"), About("a", "s", "s", null, "t"), About("a", null, "a"));
        var repeated = About(null, "s");
        await AcceptAsync(null, Make.Publish(own));
        await AcceptAsync(null, Make.Publish(none));
        await AcceptAsync(null, Keyed(both));
        (await AcceptAsync(null, Keyed(repeated))).Status.ShouldBe(AcceptStatus.Duplicate);
        await AcceptAsync(null, Make.Publish(plain));

        (await WalkAsync(new() { Subject = "s", Limit = 1 })).ShouldBe([both.Id, none.Id, own.Id]);
        (await WalkAsync(new() { Subject = "t", Limit = 4 })).ShouldBe([both.Id]);
        (await WalkAsync(new() { Subject = "a", Limit = 4 })).ShouldBe([plain.Id, both.Id]);
        (await WalkAsync(new() { Subject = "s", Type = "no.such", Limit = 4 })).ShouldBeEmpty();
        (await WalkAsync(new() { Subject = "s", To = Now, Limit = 4 })).ShouldBeEmpty();
        (await WalkAsync(new() { Subject = "s", HideDull = true, Limit = 4 })).ShouldBe([both.Id, none.Id, own.Id]);
        (await WalkAsync(new() { Subject = "s", Reasons = [VerdictReason.Busy], Limit = 4 })).ShouldBeEmpty();
        (await Store.ListEventsAsync(OtherScope, new EventQuery { Subject = "s" }, TestContext.Current.CancellationToken)).ShouldBeEmpty();
        (await Store.ListEventsAsync(Scope, new EventQuery { Subject = "t" }, TestContext.Current.CancellationToken)).Single().Verdicts.ShouldBe(both.Verdicts);

        AcceptOperation Keyed(EventRecord @event) => new() { Scope = Scope, Event = @event, Runs = [], Dedupe = Make.Key("k") };

        EventRecord About(string? subject, params string?[] verdicts) => Make.Event(subject: subject) with
        {
            At = Now,
            Verdicts = [.. verdicts.Select(about => new Verdict { Rule = "rule-1", Reason = VerdictReason.Faulted, Subject = about })],
        };
    }

    [Fact]
    public async Task List_OfAnotherScope_IsEmpty()
    {
        await PublishAllAsync();

        (await Store.ListEventsAsync("project-9", new EventQuery(), TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    [Fact]
    public async Task List_LimitBelowOne_IsRefused() =>
        await Should.ThrowAsync<ArgumentOutOfRangeException>(
            () => Store.ListEventsAsync(Scope, new EventQuery { Limit = 0 }, TestContext.Current.CancellationToken));

    [Fact]
    public async Task List_ByWhatNoStoreKeeps_IsEmpty()
    {
        await PublishAllAsync();

        (await Store.ListEventsAsync(Scope, new EventQuery { Type = "a\0b" }, TestContext.Current.CancellationToken)).ShouldBeEmpty();
        (await Store.ListEventsAsync(Scope, new EventQuery { Subject = "\ud800" }, TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    /// <summary>Thirty events, one a minute, and as many of another scope between them.</summary>
    private async Task<List<EventRecord>> PublishAllAsync()
    {
        var events = new List<EventRecord>();
        var start = Now;
        for (var number = 0; number < 30; number++)
        {
            Now = start.AddMinutes(number);
            var one = Make.Event(type: Types[number % 7 % 3], subject: Subjects[number % 5 % 3]);
            await AcceptAsync(null, Make.Publish(one));
            await AcceptAsync(null, Make.Publish(Make.Event(OtherScope, one.Type, one.Subject)));
            events.Add(one);
        }

        return events;
    }

    private DateTimeOffset? Minute(int? minute) => minute is { } number ? new DateTimeOffset(2026, 3, 1, 12, number, 0, TimeSpan.Zero) : null;

    private async Task<List<AutomationEventId>> WalkAsync(EventQuery query)
    {
        var found = new List<AutomationEventId>();
        while (true)
        {
            var page = await Store.ListEventsAsync(Scope, query, TestContext.Current.CancellationToken);
            page.Count.ShouldBeLessThanOrEqualTo(query.Limit);
            found.AddRange(page.Select(one => one.Id));
            if (page.Count < query.Limit)
            {
                return found;
            }

            query = query with { After = page[^1].Id };
        }
    }
}
