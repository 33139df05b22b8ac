namespace Automation.Settings;

/// <summary>Where a rule is from, and what counts for it before a scope has set anything.</summary>
/// <param name="Origin">Where it is from.</param>
/// <param name="Enabled">Whether a stored rule is switched on; true for one of the host's own.</param>
/// <param name="RequiresPreview">Whether it counts only when a preview of it is recorded; its guards may ask for that, too. Null: not asked, since it counted before.</param>
/// <param name="Shared">For a rule that is stored for all scopes, what is set there: who switched it, and its previews. Null for every other one.</param>
/// <param name="Edition">For the same, which edition of it this is.</param>
internal sealed record RuleSource(RuleOrigin Origin, bool Enabled, bool? RequiresPreview, SettingBody? Shared = null, SharedEdition Edition = default)
{
    public static RuleSource Code { get; } = new(RuleOrigin.Code, true, false);
}
