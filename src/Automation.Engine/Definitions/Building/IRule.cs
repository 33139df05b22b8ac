namespace Automation;

/// <summary>A rule that is written as a class. Mark it with <see cref="RuleAttribute"/>, and register it with <c>AddRule</c> or <c>AddFrom</c>.</summary>
/// <remarks>One instance is created when the host starts and lives as long as the host: its constructor takes singletons and options only.</remarks>
/// <typeparam name="TInput">The value that the rule works on. Every trigger yields it, or is mapped to it.</typeparam>
public interface IRule<TInput>
{
    /// <summary>Says what starts the rule and what it does. Called once, when the host starts; the lambdas in it are called later, as runs need them.</summary>
    /// <remarks>An exception from here is reported as a fault of this rule, together with the faults of all others.</remarks>
    /// <param name="rule">Takes the definition; useless after this method returned.</param>
    void Define(RuleBuilder<TInput> rule);
}
