namespace Automation.Definitions;

/// <content>What stands before the first step.</content>
internal sealed partial class RuleDraft
{
    private string? _lastNode;

    /// <summary>Checks that a head member stands where it may.</summary>
    /// <param name="member">The member: <c>When</c>.</param>
    public void BeginHead(string member)
    {
        RefuseWhenClosed();
        if (_lastNode is not null)
        {
            Fault($"{member} comes after {_lastNode}. Triggers, conditions, guards and parameters stand before the first step.");
        }
    }

    /// <summary>Checks a head member that may be said once.</summary>
    public void BeginHeadOnce(string member, bool isFirst)
    {
        BeginHead(member);
        if (!isFirst)
        {
            Fault($"{member} is said twice. Put everything into one.");
        }
    }

    /// <summary>Finds the id of a trigger, and notes when it is taken.</summary>
    /// <param name="word">The word for the trigger's kind, which is the id of a trigger that is given none.</param>
    /// <param name="id">The id that the rule gives; null for none.</param>
    public string TriggerId(string word, string? id)
    {
        var found = id ?? word;
        if (id is not null && !NameRules.IsId(id))
        {
            Fault($"the trigger id '{id}' is not allowed. {NameRules.IdRule}");
        }
        else if (Head.Triggers.Exists(trigger => trigger.Id == found))
        {
            Fault(id is null
                ? $"two '{word}' triggers have no id. Give each an id of its own, such as id: \"first\"."
                : $"two triggers have the id '{id}'. Ids of triggers are unique in the rule.");
        }

        return found;
    }
}
