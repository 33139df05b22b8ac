using Automation.Engine.Tests.Samples;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Engine.Tests.Hosting;

/// <summary>What a rule uses and the host does not know, or knows wrongly.</summary>
public sealed class HostFaultTests
{
    // Actions and their handlers.
    [Fact]
    public void Action_WithoutHandler_IsAFaultOfEachStep() => FaultsOf<Input>(rule => rule.OnManual().Then("a", _ => new Plain()).Then("b", _ => new Plain()))
        .ShouldBe([
            "Rule 'r': step 'a' uses action 'plain' (HostFaultTests.Plain), which has no handler. Register one with AddHandler or AddFrom.",
            "Rule 'r': step 'b' uses action 'plain' (HostFaultTests.Plain), which has no handler. Register one with AddHandler or AddFrom.",
        ]);

    [Fact]
    public void Action_WithTwoHandlers_IsAFault() => FaultsOf<Input>(
            rule => rule.OnManual().Then("a", _ => new Plain()), builder => builder.AddHandler<PlainHandler>().AddHandler<OtherPlainHandler>())
        .ShouldBe(["Rule 'r': step 'a' uses action 'plain' (HostFaultTests.Plain), which has two handlers: HostFaultTests.PlainHandler and HostFaultTests.OtherPlainHandler. Register one."]);

    [Fact]
    public void Action_WithPlainAndDeferredHandler_IsAFault() => FaultsOf<Input>(
            rule => rule.OnManual().Then("a", _ => new Plain()), builder => builder.AddHandler<BothHandler>())
        .ShouldBe(["Rule 'r': step 'a' uses action 'plain' (HostFaultTests.Plain), which has two handlers: HostFaultTests.BothHandler. Register one."]);

    [Fact]
    public void Action_WhoseHandlerReturnsAnotherType_IsAFault() => FaultsOf<Input>(
            rule => rule.OnManual().Then("a", _ => new Counted()), builder => builder.AddHandler<ObjectHandler>())
        .ShouldBe(["Rule 'r': step 'a' uses action 'counted' (HostFaultTests.Counted), which has the result String, but its handler HostFaultTests.ObjectHandler returns Object. Implement IActionHandler<HostFaultTests.Counted, String>."]);

    [Fact]
    public void Action_WhoseHandlerReturnsNothing_IsAFault() => FaultsOf<Input>(
            rule => rule.OnManual().Then("a", _ => new Counted()), builder => builder.AddHandler<NothingHandler>())
        .ShouldBe(["Rule 'r': step 'a' uses action 'counted' (HostFaultTests.Counted), which has the result String, but its handler HostFaultTests.NothingHandler returns nothing. Implement IActionHandler<HostFaultTests.Counted, String>."]);

    [Fact]
    public void Action_WithTwoResults_IsAFault() => FaultsOf<Input>(
            rule => rule.OnManual().Then<TwoResults>("a", _ => new TwoResults()), builder => builder.AddHandler<TwoResultsHandler>())
        .ShouldBe(["Rule 'r': step 'a' uses action 'two' (HostFaultTests.TwoResults), which implements IAction<> for String and Version. One result is allowed."]);

    [Fact]
    public void Action_WithoutAttribute_IsAFault() => FaultsOf<Input>(
            rule => rule.OnManual().Then("a", _ => new Nameless()), builder => builder.AddHandler<NamelessHandler>())
        .ShouldBe(["Rule 'r': step 'a' uses action HostFaultTests.Nameless, which has no [Action] attribute. Give it a stored name with [Action(\"…\")]."]);

    [Fact]
    public void Action_WithABadName_IsAFault() => FaultsOf<Input>(
            rule => rule.OnManual().Then("a", _ => new BadName()), builder => builder.AddHandler<BadNameHandler>())
        .ShouldBe(["Rule 'r': step 'a' uses action 'bad name' (HostFaultTests.BadName), which has a name that is not allowed. Use 1 to 128 of A–Z, a–z, 0–9, '.', '_' and '-'."]);

    [Fact]
    public void Actions_WithOneName_AreAFault() => FaultsOf<Input>(
            rule => rule.OnManual().Then("a", _ => new Plain()), builder => builder.AddHandler<PlainHandler>().AddHandler<SecondPlainHandler>())
        .ShouldBe(["Action 'plain' (HostFaultTests.SecondPlain) has the name of HostFaultTests.Plain, too. Stored names are unique."]);

    // What cannot be stored as JSON.
    [Fact]
    public void Config_ThatCannotBeStored_IsAFault() => FaultsOf<Input>(
            rule => rule.OnManual().Then("a", _ => new Abstract(null!)), builder => builder.AddHandler<AbstractHandler>())
        .ShouldBe(["Rule 'r': step 'a' uses action 'abstract' (HostFaultTests.Abstract), which cannot be stored as JSON: HostFaultTests.Abstract.Target is abstract and cannot be read back. Use the class itself, or name the classes with [JsonDerivedType]."]);

    [Fact]
    public void Result_ThatCannotBeStored_IsAFault() => FaultsOf<Input>(
            rule => rule.OnManual().Then("a", _ => new Tupled()), builder => builder.AddHandler<TupledHandler>())
        .ShouldBe(["Rule 'r': step 'a' uses action 'tupled' (HostFaultTests.Tupled), which has a result that cannot be stored as JSON: ValueTuple<Int32, String> is a tuple, whose items JSON leaves out. Use a record."]);

    [Fact]
    public void ValuesInPlace_ThatCannotBeStored_AreFaults() => FaultsOf<IFormattable>(rule => rule
            .OnWebhook()
            .Do("code", (_, _, _) => Task.FromResult((1, 2)), out _)
            .ForEach("each", _ => new Action[1], (each, _) => each.Delay("d", TimeSpan.Zero)))
        .ShouldBe([
            "Rule 'r': trigger 'webhook': the payload cannot be stored as JSON: IFormattable is abstract and cannot be read back. Use the class itself, or name the classes with [JsonDerivedType].",
            "Rule 'r': step 'code': the result cannot be stored as JSON: ValueTuple<Int32, Int32> is a tuple, whose items JSON leaves out. Use a record.",
            "Rule 'r': step 'each': the item cannot be stored as JSON: Action has no form in JSON.",
        ]);

    // Events, conditions, triggers.
    [Fact]
    public void Event_WithoutAttribute_IsAFault() => FaultsOf<Input>(rule => rule
            .OnEvent<Input>().OnEvent<Plain>(_ => new Input(), "mapped").WaitFor<Input>("wait", _ => "s", TimeSpan.FromDays(1), out _))
        .ShouldBe([
            "Rule 'r': trigger 'event' uses event HostFaultTests.Input, which has no [Event] attribute. Give it a stored name with [Event(\"…\")].",
            "Rule 'r': trigger 'mapped' uses event HostFaultTests.Plain, which has no [Event] attribute. Give it a stored name with [Event(\"…\")].",
            "Rule 'r': step 'wait' uses event HostFaultTests.Input, which has no [Event] attribute. Give it a stored name with [Event(\"…\")].",
        ]);

    [Fact]
    public void Event_WithASubjectThatDoesNotExist_IsAFault() => FaultsOf<Aimless>(rule => rule.OnEvent<Aimless>().Delay("a", TimeSpan.Zero))
        .ShouldBe(["Rule 'r': trigger 'event' uses event 'aimless' (HostFaultTests.Aimless), which names the property 'Id' as its subject, but has no such property. Use Subject = nameof(…)."]);

    [Fact]
    public void Condition_WithFaults_SaysThem()
    {
        FaultsOf<Input>(rule => rule.OnManual().When(_ => new Asked()).If("a", _ => new NamelessAsked(), yes => yes.Stop("s")))
            .ShouldBe([
                "Rule 'r': When uses condition 'asked' (HostFaultTests.Asked), which has no handler. Register one with AddHandler or AddFrom.",
                "Rule 'r': step 'a' uses condition HostFaultTests.NamelessAsked, which has no [Condition] attribute. Give it a stored name with [Condition(\"…\")].",
                "Rule 'r': step 'a' uses condition HostFaultTests.NamelessAsked, which has no handler. Register one with AddHandler or AddFrom.",
            ]);
        FaultsOf<Input>(
                rule => rule.OnManual().When(_ => new Asked()).Delay("a", TimeSpan.Zero),
                builder => builder.AddHandler<AskedHandler>().AddHandler<OtherAskedHandler>())
            .ShouldBe(["Rule 'r': When uses condition 'asked' (HostFaultTests.Asked), which has two handlers: HostFaultTests.AskedHandler and HostFaultTests.OtherAskedHandler. Register one."]);
    }

    [Fact]
    public void Trigger_WithoutAttribute_IsAFault() => FaultsOf<Input>(rule => rule.On(new NamelessTrigger()).Delay("a", TimeSpan.Zero))
        .ShouldBe([
            "Rule 'r': trigger '?' uses trigger HostFaultTests.NamelessTrigger, which has no [Trigger] attribute. Give it a stored name with [Trigger(\"…\")].",
            "Rule 'r': trigger '?' uses trigger HostFaultTests.NamelessTrigger, which has no poller. Register its IPollingTrigger with AddHandler or AddFrom.",
        ]);

    [Fact]
    public void Trigger_WithoutOnePoller_IsAFault()
    {
        FaultsOf<Input>(rule => rule.On(new Source()).Delay("a", TimeSpan.Zero))
            .ShouldBe(["Rule 'r': trigger 'source' uses trigger 'source' (HostFaultTests.Source), which has no poller. Register its IPollingTrigger with AddHandler or AddFrom."]);
        FaultsOf<Input>(rule => rule.On(new Source()).Delay("a", TimeSpan.Zero), builder => builder.AddHandler<Poller>().AddHandler<OtherPoller>())
            .ShouldBe(["Rule 'r': trigger 'source' uses trigger 'source' (HostFaultTests.Source), which has two pollers: HostFaultTests.Poller and HostFaultTests.OtherPoller. Register one."]);
    }

    // Whole rules.
    [Fact]
    public void Rule_WithoutAttribute_IsAFault() => Messages(builder => builder.AddRule<NamelessRule>())
        .ShouldBe(["Rule class HostFaultTests.NamelessRule has no [Rule] attribute. Give it a name with [Rule(\"…\")]."]);

    [Fact]
    public void Rules_WithOneName_OrABadOne_AreFaults() => Messages(builder => builder
            .AddRule<Input>("r", rule => rule.OnManual().Delay("a", TimeSpan.Zero))
            .AddRule<Input>("r", rule => rule.OnManual().Delay("a", TimeSpan.Zero))
            .AddRule<Input>("a b", rule => rule.OnManual().Delay("a", TimeSpan.Zero)))
        .ShouldBe([
            "Rule 'r': two rules have this name. Names of rules are unique in the host.",
            "Rule 'a b': the name is not allowed. Use 1 to 128 of A–Z, a–z, 0–9, '.', '_' and '-'.",
        ]);

    [Fact]
    public void Rule_WhoseClassCannotBeCreated_IsAFaultAmongOthers() => Messages(builder => builder
            .AddRule<NeedyRule>().AddRule<ThrowingRule>().AddRule<Input>("r", rule => rule.OnManual()))
        .ShouldBe([
            "Rule 'needy': its class HostFaultTests.NeedyRule cannot be created: Unable to resolve service for type 'Automation.Engine.Tests.Samples.IImageTool' while attempting to activate 'Automation.Engine.Tests.Hosting.HostFaultTests+NeedyRule'.",
            "Rule 'throwing': its class HostFaultTests.ThrowingRule cannot be created: No settings.",
            "Rule 'r' has no steps.",
        ]);

    [Fact]
    public void Rule_WithAScopedService_IsAFault()
    {
        var faults = Compiled.Faults(builder =>
        {
            builder.Services.AddScoped<IImageTool>(_ => null!);
            builder.AddRule<NeedyRule>();
        });
        faults.ShouldHaveSingleItem().Message.ShouldContain("Cannot resolve scoped service");
    }

    // What is registered and not used by any rule is checked all the same.
    [Fact]
    public void Unused_WithFaults_IsReportedOnce() => Messages(builder => builder
            .AddHandler<NamelessHandler>().AddHandler<PlainHandler>().AddHandler<OtherPlainHandler>().AddEvent<Input>().AddEvent<Aimless>())
        .ShouldBe([
            "Action HostFaultTests.Nameless has no [Action] attribute. Give it a stored name with [Action(\"…\")].",
            "Action 'plain' (HostFaultTests.Plain) has two handlers: HostFaultTests.PlainHandler and HostFaultTests.OtherPlainHandler. Register one.",
            "Event HostFaultTests.Input has no [Event] attribute. Give it a stored name with [Event(\"…\")].",
            "Event 'aimless' (HostFaultTests.Aimless) names the property 'Id' as its subject, but has no such property. Use Subject = nameof(…).",
        ]);

    [Fact]
    public void Faults_CarryTheirRule_InTheOrderOfTheRules() => Compiled.Faults(builder => builder
            .AddRule<Input>("one", rule => rule.OnManual()).AddEvent<Input>().AddRule<Input>("two", rule => rule.OnManual()))
        .Select(fault => fault.Rule).ShouldBe(["one", "two", ""]);

    private static List<string> FaultsOf<TInput>(Action<RuleBuilder<TInput>> define, Action<AutomationBuilder>? add = null) => Messages(builder =>
    {
        add?.Invoke(builder);
        builder.AddRule("r", define);
    });

    private static List<string> Messages(Action<AutomationBuilder> add) => [.. Compiled.Faults(add).Select(fault => fault.Message)];

    private sealed record Input;

    [Event("aimless", Subject = "Id")]
    private sealed record Aimless;

    [Action("plain")]
    private sealed record Plain : IAction;

    [Action("plain")]
    private sealed record SecondPlain : IAction;

    [Action("counted")]
    private sealed record Counted : IAction<string>;

    [Action("two")]
    private sealed record TwoResults : IAction<string>, IAction<Version>;

    [Action("bad name")]
    private sealed record BadName : IAction;

    [Action("abstract")]
    private sealed record Abstract(Target Target) : IAction;

    [Action("tupled")]
    private sealed record Tupled : IAction<(int, string)>;

    private sealed record Nameless : IAction;

    private abstract record Target;

    [Condition("asked")]
    private sealed record Asked : ICondition;

    private sealed record NamelessAsked : ICondition;

    private sealed record NamelessTrigger : ITrigger<Input>;

    [Trigger("source")]
    private sealed record Source : ITrigger<Input>;

    private class Poller : IPollingTrigger<Source, Input>
    {
        public Task<PollResult<Input>> PollAsync(Source trigger, PollContext context, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private sealed class OtherPoller : Poller;

    private sealed class PlainHandler : Handler<Plain>;

    private sealed class OtherPlainHandler : Handler<Plain>;

    private sealed class SecondPlainHandler : Handler<SecondPlain>;

    private sealed class NothingHandler : Handler<Counted>;

    private sealed class BadNameHandler : Handler<BadName>;

    private sealed class AbstractHandler : Handler<Abstract>;

    private sealed class NamelessHandler : Handler<Nameless>;

    private sealed class BothHandler : Handler<Plain>, IDeferredActionHandler<Plain>
    {
        public Task<JobId> StartAsync(Plain action, StepContext context, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private sealed class ObjectHandler : IActionHandler<Counted, object>
    {
        public Task<object> HandleAsync(Counted action, StepContext context, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private sealed class TwoResultsHandler : IActionHandler<TwoResults, string>
    {
        public Task<string> HandleAsync(TwoResults action, StepContext context, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private sealed class TupledHandler : IActionHandler<Tupled, (int, string)>
    {
        public Task<(int, string)> HandleAsync(Tupled action, StepContext context, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private abstract class Handler<TAction> : IActionHandler<TAction>
        where TAction : class, IAction
    {
        public Task HandleAsync(TAction action, StepContext context, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private class AskedHandler : IConditionHandler<Asked>
    {
        public Task<bool> EvaluateAsync(Asked condition, ConditionContext context, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private sealed class OtherAskedHandler : AskedHandler;

    private sealed class NamelessRule : IRule<Input>
    {
        public void Define(RuleBuilder<Input> rule) => rule.OnManual().Delay("a", TimeSpan.Zero);
    }

    [Rule("needy")]
    private sealed class NeedyRule(IImageTool tool) : IRule<Input>
    {
        public void Define(RuleBuilder<Input> rule) => rule.OnManual().Stop($"{tool}");
    }

    [Rule("throwing")]
    private sealed class ThrowingRule : IRule<Input>
    {
        public ThrowingRule() => throw new InvalidOperationException("No settings.");

        public void Define(RuleBuilder<Input> rule) => throw new NotSupportedException();
    }
}
