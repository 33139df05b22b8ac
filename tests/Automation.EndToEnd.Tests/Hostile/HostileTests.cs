using System.Text;
using System.Text.Json;
using Automation.EndToEnd.Worlds;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Automation.EndToEnd.Hostile;

/// <summary>T16: whatever text comes, it is refused at the door or its run ends and can be shown; the next good one works.</summary>
public sealed class HostileTests
{
    public static TheoryData<string, StoreKind> Everywhere()
    {
        var data = new TheoryData<string, StoreKind>();
        foreach (var (name, _) in HostileStrings.All)
        {
            foreach (var store in Enum.GetValues<StoreKind>())
            {
                data.Add(name, store);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task Text_FromOutside_IsRefusedOrRuns(string name, StoreKind store)
    {
        var text = HostileStrings.All.Single(hostile => hostile.Name == name).Text;
        await using var world = new World(store, new FaultPlan(), Rules.One);
        await world.StartAsync();
        byte[][] payloads =
        [
            JsonSerializer.SerializeToUtf8Bytes(new { id = text, amount = 1 }), Encoding.UTF8.GetBytes($$"""{"id":"{{text}}","amount":1}"""),
            Encoding.UTF8.GetBytes($$"""{"id":"x","amount":{{text}}}"""), Encoding.UTF8.GetBytes(text),
        ];
        var tries = new List<Func<Task>> { () => world.Client.PublishAsync(new OrderPlaced(text)), () => world.Client.PublishJsonAsync(text, payloads[0]) };
        tries.AddRange(payloads.Select(payload => (Func<Task>)(() => world.Client.PublishJsonAsync("order.placed", payload))));
        tries.Add(() => world.Client.PublishAsync(new OrderPlaced("x"), new() { Subject = text }));
        tries.Add(() => world.Client.PublishAsync(new OrderPlaced("x"), new() { Key = text }));
        foreach (var publish in tries)
        {
            try
            {
                await publish();
            }
            catch (EventRejectedException rejected)
            {
                rejected.Code.ShouldNotBeEmpty();
            }

            await EndsAsync(world);
        }
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task Text_FromAHandler_IsStoredAndShown(string name, StoreKind store)
    {
        var text = HostileStrings.All.Single(hostile => hostile.Name == name).Text;
        await using var world = new World(store, new FaultPlan(), builder => builder.AddRule<OrderPlaced>("rule", rule => rule
            .OnEvent<OrderPlaced>()
            .Do("says", (_, context, _) =>
            {
                context.Log(text, LogLevel.Warning);
                context.ReportProgress(50, text);
                if (text.Length > 0)
                {
                    context.AddJob(new JobId(text));
                }

                return Task.FromResult(text);
            }, out var said)
            .Try("uses", run => new Work("uses", run.Get(said)), out ITriedStep<Work> _)
            .If("asks", run => run.Get(said) == text, same => same.Then("same", run => new Work("same")))
            .Do("fails", (_, _, _) => throw new StepFailedException(text, text))
            .OnFailure((handle, error) => handle.Then("mourn", run => new Work("mourn", run.Get(error).Message)))));
        await world.StartAsync();

        await world.PublishAsync(new OrderPlaced("1"), "k");
        await world.RunToEndAsync();

        var run = (await world.RunsAsync()).Single().Run.Id;
        var details = (await world.FindRunAsync(run))!;
        details.Status.ShouldBe(RunStatus.Failed);
        details.Steps[0].Attempts.Count.ShouldBe(1);
        var log = await world.Client.ListLogAsync(run);
        log.Count.ShouldBeGreaterThanOrEqualTo(1);
        IEnumerable<string?> shown = [details.Reason, .. log.Select(line => line.Message), .. details.Steps.Select(step => step.Error?.Message), .. details.Steps.SelectMany(step => step.Jobs).Select(job => job.Value)];
        shown.OfType<string>().ShouldAllBe(one => IsStorable(one));
        (await world.DiagnoseAsync()).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task Text_OfARuleAndItsClients_EndsTheRun(string name, StoreKind store)
    {
        var text = HostileStrings.All.Single(hostile => hostile.Name == name).Text;
        await using var world = new World(store, new FaultPlan(), builder =>
        {
            Rules.Named("waits", rule => rule.WaitFor<OrderPaid>("w", run => text, TimeSpan.FromHours(1), out var paid).Then("b", run => new Work("b")))(builder);
            Rules.Named("job", rule => rule.Then("j", run => new Job("j"), new() { Timeout = TimeSpan.FromHours(2) }))(builder);
            builder.AddRule<OrderPlaced>("subject", rule => rule.OnEvent<OrderPlaced>().Subject(_ => text).Delay("d", TimeSpan.FromDays(1)));
        });
        await world.StartAsync();
        await world.PublishAsync(new OrderPlaced("1"), "k");
        await world.AdvanceUntilAsync(() => Task.FromResult(world.Outside.Jobs.ContainsKey("j")));

        await world.Client.CompleteWithErrorAsync(world.Outside.Jobs["j"], text);
        await world.Client.CancelAsync((await world.RunsAsync()).Single(run => run.Run.Rule == "subject").Run.Id, text);
        await world.AdvanceAsync(TimeSpan.FromHours(3));

        (await world.RunsAsync()).Count(run => run.Live is null).ShouldBe(3, await world.DescribeAsync());
        (await world.DiagnoseAsync()).ShouldBeEmpty();
    }

    /// <summary>What any store can keep: no NUL, no half of a surrogate pair, not more than 32 KiB.</summary>
    private static bool IsStorable(string text)
    {
        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);
        try
        {
            return !text.Contains('\0') && strict.GetByteCount(text) <= 32 * 1024;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }

    private static async Task EndsAsync(World world)
    {
        await world.PublishAsync(new OrderPlaced("good"), $"good {world.Accepted.Count}");
        await world.RunToEndAsync();
        foreach (var run in await world.RunsAsync())
        {
            (await world.FindRunAsync(run.Run.Id)).ShouldNotBeNull().ToString().ShouldNotBeNull();
        }

        (await world.DiagnoseAsync()).ShouldBeEmpty();
    }
}
