namespace Automation;

/// <summary>Stands for a value that exists only in a run: an item, an event, a branch's result. Read it with <c>run.Get</c>.</summary>
/// <remarks>Made by the blocks that have one; not to be implemented. Valid in its own rule only.</remarks>
/// <typeparam name="T">The value's type.</typeparam>
public interface IValue<out T>;
