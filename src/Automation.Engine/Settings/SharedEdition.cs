namespace Automation.Settings;

/// <summary>What changes whenever a rule that is stored for all scopes is edited, switched, or gets a preview, and never comes back. The default for a rule of the code.</summary>
/// <param name="Version">The rule's version, which goes on when it is deleted and saved again.</param>
/// <param name="Revision">The revision of what is set for it.</param>
internal readonly record struct SharedEdition(int Version, int Revision);
