namespace Automation.Definitions;

/// <summary>Where a rule's definition lives.</summary>
internal enum RuleForm
{
    /// <summary>In the deployed code: lambdas bind by step id to whatever build runs.</summary>
    Code = 1,

    /// <summary>In the store, as JSON: pinned whole.</summary>
    Data = 2,
}
