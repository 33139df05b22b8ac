namespace Automation.Storage;

/// <summary>A rule takes no further run: the batch is sent again without the operations that would create one.</summary>
internal sealed class RuleTakesNoneException : BatchRefusedException;
