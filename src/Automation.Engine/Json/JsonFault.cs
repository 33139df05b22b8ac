namespace Automation.Json;

/// <summary>One thing that is wrong in a document, and where.</summary>
/// <param name="Pointer">JSON Pointer (RFC 6901) from the root of the document; empty for the document itself.</param>
/// <param name="Code">Stable word for programs, for example <c>unknown-operator</c>.</param>
/// <param name="Message">Sentence for people: the thing, the value seen, what is allowed.</param>
internal readonly record struct JsonFault(string Pointer, string Code, string Message);
