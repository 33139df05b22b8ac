using System.Text.Json;

namespace Automation.Definitions;

/// <summary>What is behind every handle that a rule's lambdas read: a node, and where it stands.</summary>
/// <param name="rule">The rule that declares it.</param>
/// <param name="node">The node's id.</param>
/// <param name="place">The block that the node stands in.</param>
internal abstract class Handle(RuleIdentity rule, string node, BlockPlace place) : IOwned
{
    public RuleIdentity Rule => rule;

    public string Node => node;

    /// <summary>The value in words, for messages.</summary>
    public virtual string Thing => $"the result of step '{node}'";

    /// <summary>Where the value is found, as a data rule would write it. Enters the hash where a block returns it.</summary>
    public virtual string Path => $"steps.{node}.output";

    /// <summary>Why the value is not there, and the way out.</summary>
    public virtual string Absence => place.Absence;

    public virtual bool TryRead(IRunScope scope, out JsonElement value) => scope.TryGetOutput(node, out value);
}
