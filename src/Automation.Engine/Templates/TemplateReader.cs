using System.Text;
using System.Text.Json;
using Automation.Json;

namespace Automation.Templates;

/// <summary>Reads the text of a template into its parts.</summary>
/// <remarks>
/// <c>{{ path | filter: argument, argument | filter }}</c>, white space as one likes; <c>{{{{</c> is the text <c>{{</c>; <c>}}</c> outside
/// of a placeholder is text.
/// </remarks>
internal sealed class TemplateReader(string source, Func<ValuePath, ValuePath>? rewrite, int maxPlaceholders)
{
    private const string Open = "{{";
    private const string Close = "}}";
    private const string EscapedOpen = "{{{{";

    private readonly TextCursor _cursor = new(source);
    private readonly List<TemplatePart> _parts = [];
    private readonly StringBuilder _literal = new();
    private int _placeholders;
    private int _openColumn;

    public static string EscapeLiteral(string literal) => literal.Replace(Open, EscapedOpen, StringComparison.Ordinal);

    public TemplatePart[] Read()
    {
        while (!_cursor.IsAtEnd)
        {
            if (_cursor.TryTake(EscapedOpen))
            {
                _literal.Append(Open);
            }
            else if (_cursor.StartsWith(Open))
            {
                EndLiteral();
                _parts.Add(new TemplatePart(ReadPlaceholder()));
            }
            else
            {
                ReadLiteral();
            }
        }

        EndLiteral();
        return [.. _parts];
    }

    private void ReadLiteral()
    {
        var end = source.IndexOf(Open, _cursor.Position, StringComparison.Ordinal);
        end = end < 0 ? source.Length : end;
        _literal.Append(source, _cursor.Position, end - _cursor.Position);
        _cursor.Position = end;
    }

    private void EndLiteral()
    {
        if (_literal.Length > 0)
        {
            _parts.Add(new TemplatePart(_literal.ToString()));
            _literal.Clear();
        }
    }

    private Placeholder ReadPlaceholder()
    {
        _openColumn = _cursor.Column;
        if (++_placeholders > maxPlaceholders)
        {
            throw new TemplateException(
                TemplateCodes.TooManyPlaceholders, $"The placeholder at column {_openColumn} is one too many; at most {maxPlaceholders} are allowed.");
        }

        _cursor.Position += Open.Length;
        SkipSpaces();
        var path = ReadPath();
        var filters = new List<FilterCall>();
        SkipSpaces();
        while (_cursor.TryTake('|'))
        {
            SkipSpaces();
            filters.Add(ReadFilter());
            SkipSpaces();
        }

        if (filters.Count > TemplateLimits.MaxFilters)
        {
            throw _cursor.Fault(
                $"The placeholder that opens at column {_openColumn} has {filters.Count} filters; at most {TemplateLimits.MaxFilters} are allowed.");
        }

        return _cursor.TryTake(Close)
            ? new Placeholder(path, [.. filters])
            : throw _cursor.Fault(
                $"'|' or '}}}}' is expected at column {_cursor.Column}, not {_cursor.ShowNext()}, in the placeholder that opens at column "
                + $"{_openColumn}.");
    }

    private ValuePath ReadPath()
    {
        var path = PathReader.Read(_cursor);
        return rewrite is null ? path : rewrite(path);
    }

    private FilterCall ReadFilter()
    {
        var column = _cursor.Column;
        var name = _cursor.TakeWhile(c => char.IsLetterOrDigit(c) || c is '_' or '-');
        if (name.Length == 0)
        {
            throw _cursor.Fault(
                $"The name of a filter is expected at column {column}, not {_cursor.ShowNext()}. Known filters: {TemplateFilters.Listed}.");
        }

        var filter = TemplateFilters.Find(name) ?? throw new TemplateException(
            TemplateCodes.UnknownFilter,
            $"No filter is called {ShortText.Quote(name)} (column {column}). Known filters: {TemplateFilters.Listed}.");
        var call = new FilterCall(filter, ReadArguments());
        CheckArguments(call, column);
        return call;
    }

    private FilterArgument[] ReadArguments()
    {
        SkipSpaces();
        if (!_cursor.TryTake(':'))
        {
            return [];
        }

        var arguments = new List<FilterArgument>();
        do
        {
            SkipSpaces();
            arguments.Add(ReadArgument());
            SkipSpaces();
        }
        while (_cursor.TryTake(','));
        return [.. arguments];
    }

    private FilterArgument ReadArgument()
    {
        switch (_cursor.Next)
        {
            case '\'' or '"':
                var text = QuotedText.Read(_cursor);
                return new FilterArgument(TemplateJson.Text(text), QuotedText.Write(text));
            case '-' or (>= '0' and <= '9'):
                return ReadNumber();
        }

        foreach (var word in (ReadOnlySpan<string>)["true", "false", "null"])
        {
            if (IsWord(word) && _cursor.TryTake(word))
            {
                return new FilterArgument(JsonElement.Parse(word), word);
            }
        }

        return new FilterArgument(ReadPath());
    }

    private FilterArgument ReadNumber()
    {
        var column = _cursor.Column;
        var number = _cursor.TakeWhile(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.');
        return JsonGate.Check(Encoding.UTF8.GetBytes(number)).IsValid
            ? new FilterArgument(JsonElement.Parse(number), number)
            : throw _cursor.Fault($"{ShortText.Quote(number)} at column {column} is no number. Write it as JSON does, or put text in quotes.");
    }

    private bool IsWord(string word)
    {
        var end = _cursor.Position + word.Length;
        return _cursor.StartsWith(word) && (end >= source.Length || !(char.IsLetterOrDigit(source[end]) || source[end] is '.' or '_' or '-'));
    }

    private static void CheckArguments(FilterCall call, int column)
    {
        var (filter, count) = (call.Filter, call.Arguments.Length);
        var most = filter.TakesMore ? int.MaxValue : filter.Arguments.Length;
        if (count < filter.Required || count > most)
        {
            var allowed = filter.TakesMore ? $"{filter.Required} or more"
                : filter.Required == most ? $"{most}" : $"{filter.Required} to {most}";
            throw new TemplateException(
                TemplateCodes.FilterArgument, $"The filter '{filter.Name}' (column {column}) takes {allowed} arguments, and {count} are given.");
        }

        for (var i = 0; i < count; i++)
        {
            var argument = call.Arguments[i];
            if (argument.Path is null && !FilterArguments.Fits(call.KindOf(i), argument.Literal))
            {
                throw new TemplateException(
                    TemplateCodes.FilterArgument,
                    $"The filter '{filter.Name}' (column {column}) needs {FilterArguments.Describe(call.KindOf(i))} as argument {i + 1}, "
                    + $"not {ShortText.Cut(argument.ToString())}.");
            }
        }
    }

    /// <summary>Goes on to what comes next in the placeholder, which must not be the end of the text.</summary>
    private void SkipSpaces()
    {
        _cursor.SkipSpaces();
        if (_cursor.IsAtEnd)
        {
            throw _cursor.Fault(
                $"The placeholder that opens at column {_openColumn} is not closed. Close it with '}}}}', or write '{{{{{{{{' for two braces.");
        }
    }
}
