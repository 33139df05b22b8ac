using Automation.Conditions;
using Automation.Json;

namespace Automation.Templates;

/// <summary>What is shared while one rule document is read: the faults found so far, and what is left of the document's caps.</summary>
/// <remarks>One per document; not thread-safe.</remarks>
internal sealed class DocumentReading
{
    private const int MaxFaults = 100;

    private readonly List<JsonFault> _faults = [];

    public IReadOnlyList<JsonFault> Faults => _faults;

    /// <summary>How many faults there are, with those that are not listed.</summary>
    public int FaultCount { get; private set; }

    /// <summary>
    /// Gets or sets what turns a path as written into the path that is kept; the reader of a rule makes <c>previous</c> the step before with
    /// it, and may throw <see cref="TemplateException"/> where there is none. Null keeps paths as they are.
    /// </summary>
    public Func<ValuePath, ValuePath>? Rewrite { get; set; }

    /// <summary>Where the text stands that is being read; for <see cref="Rewrite"/>, to note faults of paths without ending the reading.</summary>
    public string Pointer { get; private set; } = JsonPointer.Root;

    public int MaxPlaceholders { get; init; } = TemplateLimits.MaxPlaceholders;

    public int Placeholders { get; private set; }

    /// <summary>Conditions of the whole document, as far as they count.</summary>
    public int ConditionNodes { get; private set; }

    /// <summary>Notes a fault. Those after the hundredth are left out: nobody reads them, and the answer stays small.</summary>
    public void Add(string pointer, string code, string message)
    {
        if (FaultCount++ < MaxFaults)
        {
            _faults.Add(new JsonFault(pointer, code, message));
        }
    }

    public void Add(string pointer, TemplateException fault) => Add(pointer, fault.Code, fault.Message);

    /// <summary>Counts a condition. False when the document has too many of them; the first too many is noted.</summary>
    public bool TryAddCondition(string pointer)
    {
        ConditionNodes++;
        if (ConditionNodes == ConditionLimits.MaxNodes + 1)
        {
            Add(pointer, ConditionCodes.TooMany, $"The rule has more than {ConditionLimits.MaxNodes} conditions, and here is the first too many.");
        }

        return ConditionNodes <= ConditionLimits.MaxNodes;
    }

    /// <summary>Reads a template of the document. Null when it has a fault, which is then noted.</summary>
    public Template? ReadTemplate(string source, string pointer)
    {
        Pointer = pointer;
        try
        {
            var template = Template.Parse(source, Rewrite, MaxPlaceholders - Placeholders);
            Placeholders += template.PlaceholderCount;
            return template;
        }
        catch (TemplateException fault) when (fault.Code == TemplateCodes.TooManyPlaceholders)
        {
            Add(pointer, fault.Code, $"The rule has more than {MaxPlaceholders} placeholders, and here is the first too many. Move work into an action.");
            return null;
        }
        catch (TemplateException fault)
        {
            Add(pointer, fault);
            return null;
        }
    }

    /// <summary>Reads a path of the document. Null when it has a fault, which is then noted.</summary>
    public ValuePath? ReadPath(string source, string pointer)
    {
        Pointer = pointer;
        try
        {
            var path = ValuePath.Parse(source);
            return Rewrite is null ? path : Rewrite(path);
        }
        catch (TemplateException fault)
        {
            Add(pointer, fault);
            return null;
        }
    }
}
