namespace Automation;

/// <summary>A kind of work. Implement it on a record whose properties are the work's config; a handler class does the work.</summary>
/// <remarks>The record is serialised, stored and shown in history: no secrets in it. Mark it with <see cref="ActionAttribute"/>.</remarks>
public interface IAction;
