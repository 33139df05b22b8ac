namespace Automation.House.Docs;

/// <summary>One block of C# on a page of the documentation.</summary>
/// <param name="Page">The page, relative to the repository.</param>
/// <param name="Line">The line of its first line of code.</param>
/// <param name="Kind">How it is to be compiled; empty for a whole file.</param>
/// <param name="Argument">What the kind needs to know; empty for nothing.</param>
/// <param name="Code">The code.</param>
internal sealed record DocSnippet(string Page, int Line, string Kind, string Argument, string Code)
{
    public override string ToString() => $"{Page}:{Line}";
}
