namespace Automation.Templates;

/// <summary>The word with which a path begins: which part of a run's data it reads.</summary>
internal enum ValueRoot
{
    /// <summary>The rule's input, as its trigger mapped it. <c>event</c> is read as this.</summary>
    Input,

    /// <summary>The rule's parameters, with the overrides of the scope.</summary>
    Parameters,

    Scope,

    /// <summary>What started the run; <c>trigger.data</c> is the payload as it came.</summary>
    Trigger,

    /// <summary>Steps by id, with their outputs and outcomes. <c>actions</c> is read as this.</summary>
    Steps,

    /// <summary>The current item of each loop around, by the loop's id.</summary>
    Items,

    /// <summary>The failure that an <c>onFailure</c> block handles.</summary>
    Failure,

    /// <summary>The step before this one. Only read; whoever reads the rule turns it into a path of <see cref="Steps"/>.</summary>
    Previous,
}
