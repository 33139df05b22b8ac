namespace Automation;

/// <summary>A condition of the host's own: a record with its config; a handler class answers it.</summary>
public interface ICondition;
