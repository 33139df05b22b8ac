using Automation.Definitions;

namespace Automation.Hosting;

/// <summary>Looks at every action, condition, event or trigger once, and keeps what it found.</summary>
internal abstract class Inspector
{
    private readonly Dictionary<Type, Finding> _findings = [];
    private readonly Dictionary<string, Type> _owners = new(StringComparer.Ordinal);
    private readonly HashSet<Finding> _used = [];

    /// <summary>What is wrong with things that no rule uses; a rule's own faults name the others.</summary>
    public IEnumerable<string> UnusedProblems => _findings.Values.Where(finding => !_used.Contains(finding))
        .SelectMany(finding => finding.Problems.Select(problem => $"{char.ToUpperInvariant(finding.Words[0])}{finding.Words[1..]} {problem}"));

    /// <summary>Looks at a thing that is registered.</summary>
    public Finding Look(Type type)
    {
        if (!_findings.TryGetValue(type, out var finding))
        {
            _findings[type] = finding = Inspect(type);
        }

        return finding;
    }

    /// <summary>Looks at a thing that a rule uses.</summary>
    public Finding Use(Type type)
    {
        var finding = Look(type);
        _used.Add(finding);
        return finding;
    }

    protected abstract Finding Inspect(Type type);

    /// <summary>Notes when another type has the same stored name.</summary>
    protected void CheckIsAlone(Finding finding, Type type)
    {
        if (finding.Name is { } name && !_owners.TryAdd(name, type))
        {
            finding.Add($"has the name of {TypeText.Of(_owners[name])}, too. Stored names are unique.");
        }
    }
}
