using System.Diagnostics.CodeAnalysis;

namespace Automation.Actions;

/// <summary>Does actions that have no handler: in tests, where a fake stands for each. Registered by the testing package.</summary>
internal interface IActionFallback
{
    /// <summary>The descriptor for an action without a handler; false leaves it a fault.</summary>
    bool TryDescribe(Type action, string name, [NotNullWhen(true)] out ActionDescriptor? descriptor);

    /// <summary>What stands for an action that has a handler.</summary>
    ActionDescriptor Decorate(ActionDescriptor descriptor);
}
