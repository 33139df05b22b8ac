namespace Automation.Storage;

/// <summary>A webhook of a trigger in a scope. Its key is its id; scope, rule and trigger are unique, too.</summary>
public sealed record WebhookRecord
{
    /// <summary>The public id: 1 to 64 of <c>A–Z a–z 0–9 _ -</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The scope; never <see cref="SharedScope"/>.</summary>
    public required string Scope { get; init; }

    /// <summary>The rule, be it stored in the scope, stored for all scopes, or one of the host's own.</summary>
    public required string Rule { get; init; }

    /// <summary>The trigger.</summary>
    public required string Trigger { get; init; }

    /// <summary>Counts the changes from 1.</summary>
    public required int Revision { get; init; }

    /// <summary>All else, its secrets among it, in the engine's own form.</summary>
    public required string Body { get; init; }

    /// <summary>Without the body.</summary>
    public override string ToString() => $"{nameof(WebhookRecord)} {{ Id = {Id}, Scope = {Scope}, Rule = {Rule}, Trigger = {Trigger}, Revision = {Revision} }}";
}
