namespace Automation.Conditions;

/// <summary>How a field is compared with a value.</summary>
/// <remarks>
/// Numbers are compared as exact decimals of any size, texts character by character. Values of different kinds are not equal and have no
/// order, so every operator but the two that deny is false for them. A field that is missing makes every operator false but
/// <see cref="NotEquals"/>, <see cref="NotIn"/> and <c>exists: false</c>.
/// </remarks>
internal enum ConditionOperator
{
    /// <summary>Same kind and same value; 1.0 equals 1. Objects and arrays are equal when all their parts are.</summary>
    Equals,

    NotEquals,

    /// <summary>A text that has the text in it, or an array that has an equal item.</summary>
    Contains,

    /// <summary>Numbers by value; two RFC 3339 instants by time; other texts by their characters' code points.</summary>
    GreaterThan,

    LessThan,

    /// <summary>Equal to an item of the array.</summary>
    In,

    /// <summary>Equal to no item of the array. False when the value is no array.</summary>
    NotIn,

    /// <summary>There is a value, and it is not null; with the value false, the contrary.</summary>
    Exists,

    /// <summary>The pattern is found somewhere in the text; <c>^</c> and <c>$</c> bind it to the ends.</summary>
    Matches,

    StartsWith,

    EndsWith,

    /// <summary>In order between the two items of the array, both included.</summary>
    Between,
}
