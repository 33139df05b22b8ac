using System.Text.Json.Serialization;

namespace Automation;

/// <summary>What keeps events and schedules from starting a rule in a scope.</summary>
[JsonConverter(typeof(WordJsonConverter<RuleStopKind>))]
public enum RuleStopKind
{
    /// <summary>A preview of exactly this definition is required, and none is recorded. <c>RecordPreviewAsync</c> takes it away.</summary>
    AwaitsPreview = 1,

    /// <summary>The rule is switched off for all scopes. <see cref="ISharedRules.EnableAsync"/> switches it on; a scope cannot.</summary>
    DisabledForAll = 2,

    /// <summary>The rule is switched off in this scope. <see cref="IRuleHandle.EnableAsync"/> switches it on.</summary>
    Disabled = 3,

    /// <summary>The scope opted out. <see cref="IRuleHandle.OptInAsync"/> takes it back.</summary>
    OptedOut = 4,

    /// <summary>The rule runs only where a scope opts in (<c>GuardOptions.OptIn</c>), and this one has not. <see cref="IRuleHandle.OptInAsync"/> does.</summary>
    NotOptedIn = 5,

    /// <summary>The rule is paused in this scope. <see cref="IRuleHandle.ResumeAsync"/> ends it; <see cref="RuleSettings.Pause"/> says until when it lasts by itself.</summary>
    Paused = 6,
}
