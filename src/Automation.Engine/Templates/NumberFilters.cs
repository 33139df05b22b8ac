using System.Text.Json;
using Automation.Json;

namespace Automation.Templates;

/// <summary>Filters about numbers.</summary>
internal static class NumberFilters
{
    /// <summary><c>round</c> or <c>round: 2</c>: at most so many digits behind the point; halves go away from zero.</summary>
    public static TemplateValue Round(in FilterInput input)
    {
        var isNumber = input.Value.Kind == TemplateValueKind.Number || input.Value.Element.ValueKind == JsonValueKind.Number;
        if (!isNumber)
        {
            throw input.WrongInput("a number");
        }

        var decimals = input.Arguments.IsEmpty ? 0 : FilterArguments.Count(input.Arguments[0]);
        return TemplateValue.OfNumber(JsonNumber.Round(input.Value.ScalarText(), decimals));
    }
}
