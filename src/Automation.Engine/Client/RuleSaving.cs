using Automation.Settings;
using Automation.Storage;

namespace Automation.Client;

/// <summary>How a rule is saved.</summary>
/// <param name="Author">Who; null when not said.</param>
/// <param name="ExpectedVersion">The version that must be present; null for any.</param>
/// <param name="Disabled">Whether it is switched off, also when it is there.</param>
internal sealed record RuleSaving(string? Author, int? ExpectedVersion, bool Disabled)
{
    /// <summary>Whether a rule that is new is switched on.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Whether nothing is stored when there is a rule of the name.</summary>
    public bool KeepsExisting { get; init; }

    /// <summary>What the scope sets for a rule that is new; null for nothing.</summary>
    public SettingBody? Settings { get; init; }

    /// <summary>The suggestion that the rule is made of; null for none.</summary>
    public SuggestionAcceptance? Accepts { get; init; }

    /// <exception cref="ArgumentException">A version is to be kept and another one expected.</exception>
    public static RuleSaving Of(RuleSaveOptions? options) => options switch
    {
        null => new RuleSaving(null, null, false),
        { KeepExisting: true, ExpectedVersion: { } expected and not 0 } => throw new ArgumentException(
            $"RuleSaveOptions.KeepExisting keeps whatever version is there, but RuleSaveOptions.ExpectedVersion is {expected}. Leave one of them out.", nameof(options)),
        { KeepExisting: true } => new RuleSaving(options.Author, null, options.Disabled) { KeepsExisting = true },
        _ => new RuleSaving(options.Author, options.ExpectedVersion, options.Disabled),
    };

    /// <summary>Of a rule that must be new.</summary>
    /// <exception cref="ArgumentException">Another version is expected.</exception>
    public static RuleSaving OfNew(RuleSaveOptions? options)
    {
        if (options?.ExpectedVersion is { } expected and not 0)
        {
            throw new ArgumentException($"RuleSaveOptions.ExpectedVersion is {expected}, but the rule is a new one. Leave it out.", nameof(options));
        }

        var saving = Of(options);
        return saving.KeepsExisting ? saving : saving with { ExpectedVersion = 0 };
    }
}
