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

    /// <summary>What the scope sets for a rule that is new; null for nothing.</summary>
    public SettingBody? Settings { get; init; }

    /// <summary>The suggestion that the rule is made of; null for none.</summary>
    public SuggestionAcceptance? Accepts { get; init; }

    public static RuleSaving Of(RuleSaveOptions? options) => new(options?.Author, options?.ExpectedVersion, options?.Disabled ?? false);

    /// <summary>Of a rule that must be new.</summary>
    /// <exception cref="ArgumentException">Another version is expected.</exception>
    public static RuleSaving OfNew(RuleSaveOptions? options) => options?.ExpectedVersion is { } expected and not 0
        ? throw new ArgumentException($"RuleSaveOptions.ExpectedVersion is {expected}, but the rule is a new one. Leave it out.", nameof(options))
        : Of(options) with { ExpectedVersion = 0 };
}
