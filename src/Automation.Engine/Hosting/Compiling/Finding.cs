using Automation.Definitions;

namespace Automation.Hosting;

/// <summary>What is known of one action, condition, event or trigger, and what is wrong with it.</summary>
/// <param name="noun">What it is: <c>action</c>.</param>
/// <param name="type">Its record.</param>
/// <param name="name">Its stored name; null when it has none.</param>
internal sealed class Finding(string noun, Type type, string? name)
{
    private readonly List<string> _problems = [];

    public string? Name => name;

    /// <summary>What is wrong, each as the rest of a sentence: <c>has no handler. Register one.</c></summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>The thing in words: <c>action 'image.cutout' (CutOut)</c>.</summary>
    public string Words => name is null ? $"{noun} {TypeText.Of(type)}" : $"{noun} '{name}' ({TypeText.Of(type)})";

    /// <summary>Notes a problem, unless there is none.</summary>
    public void Add(string? problem)
    {
        if (problem is not null)
        {
            _problems.Add(problem);
        }
    }

    /// <summary>Notes what is wrong with the stored name.</summary>
    /// <param name="attribute">The attribute that gives it: <c>Action</c>.</param>
    public void CheckName(string attribute)
    {
        if (name is null)
        {
            Add($"has no [{attribute}] attribute. Give it a stored name with [{attribute}(\"…\")].");
        }
        else if (!NameRules.IsName(name))
        {
            Add($"has a name that is not allowed. {NameRules.NameRule}");
        }
    }
}
