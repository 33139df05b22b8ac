namespace Automation;

/// <summary>Stands for the rule's parameters as the scope sees them: read them with <c>Get</c> of any view.</summary>
/// <remarks>Made by <c>Parameters(…, out var parameters)</c>; not to be implemented. Valid in its own rule only.</remarks>
/// <typeparam name="T">The record of the parameters.</typeparam>
public interface IParameters<out T>
    where T : class;
