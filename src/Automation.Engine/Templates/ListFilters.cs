using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Automation.Templates;

/// <summary>Filters about how much is there.</summary>
internal static class ListFilters
{
    /// <summary><c>default: x</c>: the argument where the value is missing or null.</summary>
    public static TemplateValue Default(in FilterInput input) =>
        input.Value.IsMissing || input.Value.IsNull ? input.Arguments[0] : input.Value;

    /// <summary><c>size</c>: how many items, properties or characters.</summary>
    public static TemplateValue Size(in FilterInput input)
    {
        var count = input.Value switch
        {
            { Kind: TemplateValueKind.List } list => list.Items.Count,
            { Kind: TemplateValueKind.Text } text => TextFilters.CountRunes(text.ScalarText()),
            { Element.ValueKind: JsonValueKind.Array } array => array.Element.GetArrayLength(),
            { Element.ValueKind: JsonValueKind.Object } @object => @object.Element.GetPropertyCount(),
            { Element.ValueKind: JsonValueKind.String } text => TextFilters.CountRunes(text.ScalarText()),
            _ => throw input.WrongInput("an array, an object or a text"),
        };
        return TemplateValue.OfNumber(count.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary><c>first</c>: the first item; missing when there is none.</summary>
    public static TemplateValue First(in FilterInput input) => ItemAt(input, 0);

    /// <summary><c>last</c>: the last item; missing when there is none.</summary>
    public static TemplateValue Last(in FilterInput input) => ItemAt(input, Count(input) - 1);

    /// <summary><c>join: ', '</c>: the items as one text.</summary>
    public static TemplateValue Join(in FilterInput input)
    {
        var separator = input.TextArgument(0, ", ");
        var count = Count(input);
        using var buffer = new CappedBuffer(input.MaxBytes);
        for (var i = 0; i < count; i++)
        {
            if (i > 0)
            {
                buffer.Append(separator);
            }

            ItemAt(input, i).AppendText(buffer);
        }

        return TemplateValue.OfText(buffer.ToString());
    }

    /// <summary><c>concat: a, b</c>: arrays as one array, or texts as one text; null adds nothing.</summary>
    public static TemplateValue Concat(in FilterInput input)
    {
        var isList = input.Value.IsList;
        var result = input.Value;
        foreach (var argument in input.Arguments)
        {
            if (argument.IsNull)
            {
                continue;
            }

            var fits = result.IsNull || (result.IsList ? argument.IsList : result.IsScalar && argument.IsScalar);
            if (!fits)
            {
                throw new TemplateException(
                    TemplateCodes.FilterInput,
                    $"The filter 'concat' in {input.Placeholder.Quoted()} joins arrays with arrays and texts with texts; it got "
                    + $"{result.Describe()} and {argument.Describe()}.");
            }

            isList |= argument.IsList;
            result = argument;
        }

        return isList ? ConcatLists(input) : result.IsScalar ? ConcatTexts(input) : result;
    }

    private static TemplateValue ConcatLists(in FilterInput input)
    {
        var items = new List<JsonElement>();
        var bytes = AddItems(input.Value, items, 0, input.MaxBytes);
        foreach (var argument in input.Arguments)
        {
            bytes = AddItems(argument, items, bytes, input.MaxBytes);
        }

        return TemplateValue.OfList(items);
    }

    private static TemplateValue ConcatTexts(in FilterInput input)
    {
        using var buffer = new CappedBuffer(input.MaxBytes);
        input.Value.AppendText(buffer);
        foreach (var argument in input.Arguments)
        {
            argument.AppendText(buffer);
        }

        return TemplateValue.OfText(buffer.ToString());
    }

    private static long AddItems(TemplateValue list, List<JsonElement> items, long bytes, int maxBytes)
    {
        if (list.Kind == TemplateValueKind.List)
        {
            foreach (var item in list.Items)
            {
                bytes = Add(item, items, bytes, maxBytes);
            }
        }
        else if (list.IsList)
        {
            foreach (var item in list.Element.EnumerateArray())
            {
                bytes = Add(item, items, bytes, maxBytes);
            }
        }

        return bytes;
    }

    private static long Add(JsonElement item, List<JsonElement> items, long bytes, int maxBytes)
    {
        bytes += JsonMarshal.GetRawUtf8Value(item).Length + 1;
        if (bytes > maxBytes)
        {
            throw TemplateException.TooLarge(maxBytes);
        }

        items.Add(item);
        return bytes;
    }

    private static int Count(in FilterInput input) =>
        !input.Value.IsList ? throw input.WrongInput("an array")
        : input.Value.Kind == TemplateValueKind.List ? input.Value.Items.Count
        : input.Value.Element.GetArrayLength();

    private static TemplateValue ItemAt(in FilterInput input, int index) =>
        (uint)index >= (uint)Count(input) ? TemplateValue.Missing
        : input.Value.Kind == TemplateValueKind.List ? TemplateValue.Of(input.Value.Items[index])
        : TemplateValue.Of(input.Value.Element[index]);
}
