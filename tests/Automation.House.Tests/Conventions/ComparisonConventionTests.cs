using System.Text.RegularExpressions;

namespace Automation.House.Conventions;

/// <summary>How secrets and signatures of webhooks are compared. What a comparison tells by its time is too little to be measured on a machine that does something else, too.</summary>
public sealed partial class ComparisonConventionTests
{
    /// <summary>What is compared: 32 bytes on both sides, of signatures or of hashes.</summary>
    private static readonly string[] Compared = ["given, mine", "given, before", "hash, HashOf(present ?? \"\")", "hash, HashOf(former ?? \"\")"];

    // Fault: secrets or signatures are compared as texts, or byte by byte until the first difference.
    [Fact]
    public void Verifier_ComparesOnlyHashes_InFixedTime()
    {
        var source = File.ReadAllText(Path.Combine(Repository.Folder, "src", "Automation.Engine", "Webhooks", "WebhookVerifier.cs"));

        FixedTime().Matches(source).Select(match => match.Groups["what"].Value).ShouldBe(Compared, ignoreOrder: true);
        Otherwise().Matches(source).Select(match => match.Value).ShouldBeEmpty();
        Equality().Matches(source).Select(match => match.Value).ShouldAllBe(line => line.Contains("Length") || line.Contains("HashBytes"));
    }

    [GeneratedRegex(@"FixedTimeEquals\((?<what>\w+, \w+(?:\([^()]*\))?)\)")]
    private static partial Regex FixedTime();

    [GeneratedRegex(@"SequenceEqual|SequenceCompareTo|(?<!FixedTime)Equals\(|string\.Compare|CompareTo|IndexOf|Contains\(")]
    private static partial Regex Otherwise();

    [GeneratedRegex("^.* [=!]= .*$", RegexOptions.Multiline)]
    private static partial Regex Equality();
}
