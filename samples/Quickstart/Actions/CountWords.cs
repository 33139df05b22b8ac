using Automation;

namespace Quickstart;

/// <summary>Counts the lines and words of a file.</summary>
[Action("file.count-words")]
internal sealed record CountWords(FileFound File) : IAction<TextFacts>;
