using System.Text.Json.Serialization;

namespace Automation;

/// <summary>How the live runs of a rule's version get on with the rules that are deployed.</summary>
[JsonConverter(typeof(WordJsonConverter<DeploymentMatch>))]
public enum DeploymentMatch
{
    /// <summary>This build has the very version.</summary>
    Same = 1,

    /// <summary>The rule's code has changed, and the runs can go on with it.</summary>
    Mappable = 2,

    /// <summary>Some runs cannot go on with this build: they wait, parked, for one that has what they need.</summary>
    Orphan = 3,
}
