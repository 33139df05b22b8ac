namespace Automation;

/// <summary>One rule class in one scope. <c>RunAsync</c> (an extension) takes the rule's own input type.</summary>
/// <typeparam name="TRule">The rule's class.</typeparam>
public interface IRuleHandle<out TRule> : IRuleHandle;
