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
