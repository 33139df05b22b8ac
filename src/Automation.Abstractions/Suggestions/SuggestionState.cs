using System.Text.Json.Serialization;

namespace Automation;

/// <summary>What became of a suggestion.</summary>
[JsonConverter(typeof(WordJsonConverter<SuggestionState>))]
public enum SuggestionState
{
    /// <summary>Nobody has decided yet.</summary>
    Open = 1,

    /// <summary>Somebody does not want it. It stays so, however often it is proposed.</summary>
    Dismissed = 2,

    /// <summary>A rule was made of it. It stays so, whatever becomes of the rule.</summary>
    Accepted = 3,
}
