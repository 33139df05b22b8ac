using System.Diagnostics;
using System.Text;

namespace Automation.Definitions.Json;

/// <summary>Documents that nobody writes by mistake. After each one, the same reader reads a good one.</summary>
public sealed class HostileRuleTests
{
    private const string Action = "image.cutout";

    /// <summary>What is not quick takes longer than this on any machine, and what is quick does not on one that is busy.</summary>
    private static readonly TimeSpan Endless = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData("", "", "not valid JSON at line 1, column 1")]
    [InlineData("""{ "name": "r", """, "/name", "not valid JSON")]
    [InlineData("""{ "name": "r" } { }""", "", "not valid JSON")]
    [InlineData("""{ "name": "r", /* c */ "steps": [] }""", "/name", "not valid JSON")]
    [InlineData("""{ "name": NaN }""", "/name", "not valid JSON")]
    [InlineData("\ufeff{ }", "", "not valid JSON at line 1, column 1")]
    [InlineData("""{ "name": "r", "n\u0061me": "s" }""", "/name", "two properties of one name")]
    [InlineData("""{ "steps": [ { "id": "a" }, { "id": "b", "config": { "x": 1, "x": 2 } } ] }""", "/steps/1/config/x", "two properties of one name")]
    [InlineData("""{ "name": "\u0000" }""", "/name", "U+0000")]
    [InlineData("""{ "name": "\ud800" }""", "/name", "half of a surrogate pair")]
    [InlineData("""{ "steps": [ { "config": { "n": 1e400 } } ] }""", "/steps/0/config/n", "too long or too large")]
    public void Read_OfWhatIsNoSoundJson_SaysWhere(string json, string pointer, string words)
    {
        var fault = Rules.Reader.Read(json).Faults.ShouldHaveSingleItem();
        fault.Pointer.ShouldBe(pointer);
        fault.Message.ShouldContain(words);
        fault.Rule.ShouldBeEmpty();
        ReadsOn();
    }

    [Fact]
    public void Read_OfInvalidUtf8_IsRefused()
    {
        Rules.Reader.Read([.. "{ \"name\": \""u8, 0xff, .. "\" }"u8]).Faults.ShouldHaveSingleItem().Message.ShouldContain("not valid UTF-8");
        ReadsOn();
    }

    [Fact]
    public void Read_OfADocumentOf64KiB_IsFine_AndOneByteMoreIsNot()
    {
        var rule = Rules.With(Rules.End);
        Rules.Read(rule + new string(' ', 65_536 - rule.Length));
        Rules.Faults(rule + new string(' ', 65_537 - rule.Length)).ShouldBe([": The document has 65537 bytes; at most 65536 are allowed."]);
        Rules.Faults(new string('x', 10_000_000)).ShouldHaveSingleItem();
        Rules.Faults(Rules.With(Rules.End, $"\"description\": \"{new string('ü', 40_000)}\"")).ShouldHaveSingleItem().ShouldContain("80");
        ReadsOn();
    }

    [Fact]
    public void Stored_OfACanonicalFormThatGrew_IsRead()
    {
        // The serializer writes each of these characters as an escape of six bytes.
        var rule = Rules.Read(Rules.With(Rules.End, $"\"description\": \"d\", \"subject\": \"{new string('\ue000', 20_000)}\""));
        var stored = RuleJsonWriter.Show(rule);
        stored.Length.ShouldBeGreaterThan(65_536);
        RuleJsonReader.Stored.Read(stored).RuleOrThrow().Hash.ShouldBe(rule.Hash);
        RuleJsonWriter.TryExport(rule, out _, out var faults).ShouldBeFalse();
        faults.ShouldHaveSingleItem().Message.ShouldContain("at most 65536");
    }

    [Fact]
    public void Stored_OfActionsThatThisBuildLacks_IsRead() =>
        RuleJsonReader.Stored.Read(Rules.With("""[ { "id": "a", "type": "gone.away" }, { "id": "b", "if": { "type": "gone.too" }, "then": [ { "stop": "x" } ] } ]"""))
            .IsValid.ShouldBeTrue();

    [Fact]
    public void Read_OfAPathThatGrowsInItsOneSpelling_IsRefused()
    {
        // As written it has 505 characters; its 250 indexes are each written with brackets, one more.
        var path = "input" + string.Concat(Enumerable.Repeat(".7", 250));
        Rules.Faults(Rules.With(Step("a", $"\"{{{{ {path} }}}}\""))).ShouldHaveSingleItem().ShouldEndWith("which has 755 characters; at most 512 are allowed.");
        ReadsOn();
    }

    [Fact]
    public void Read_Of32Levels_IsFine_AndOneMoreIsNot()
    {
        // The rule, its steps, the step and its config are four levels.
        Rules.Read(Rules.With(Step("a", Nested(28))));
        Rules.Faults(Rules.With(Step("a", Nested(29)))).ShouldHaveSingleItem().ShouldContain("32");
        Rules.Faults(new string('[', 50_000)).ShouldHaveSingleItem();
        ReadsOn();
    }

    [Fact]
    public void Read_Of50Actions_IsFine_AndOneMoreIsNot()
    {
        Rules.Read(Rules.With(Steps(50)));
        Rules.Faults(Rules.With(Steps(51))).ShouldHaveSingleItem().ShouldStartWith("/steps/50: the rule has more than 50 actions");
        Rules.Faults(Rules.With(Steps(60))).ShouldHaveSingleItem();
        ReadsOn();
    }

    [Fact]
    public void Read_Of200Conditions_IsFine_AndOneMoreIsNot()
    {
        Rules.Read(Rules.With(Rules.End, $"\"conditions\": {Conditions(200)}"));
        Rules.Faults(Rules.With(Rules.End, $"\"conditions\": {Conditions(201)}")).ShouldHaveSingleItem().ShouldStartWith("/conditions/200: the rule has more than 200");

        // All conditions of a rule count together, those of branches and of the host's included.
        Rules.Faults(Rules.With("""[ { "id": "a", "if": { "type": "asset.locked" }, "then": [ { "stop": "x" } ] } ]""", $"\"conditions\": {Conditions(200)}"))
            .ShouldHaveSingleItem().ShouldStartWith("/steps/0/if: the rule has more than 200");

        // Each further one is no fault of its own.
        Rules.Faults(Rules.With(Rules.End, $"\"conditions\": {Conditions(250)}")).ShouldHaveSingleItem();
        ReadsOn();
    }

    [Fact]
    public void Read_Of200Placeholders_IsFine_AndOneMoreIsNot()
    {
        Rules.Read(Rules.With(Step("a", Placeholders(200))));
        Rules.Faults(Rules.With(Step("a", Placeholders(201)))).ShouldHaveSingleItem().ShouldStartWith("/steps/0/config/x/200: the rule has more than 200 placeholders");
        ReadsOn();
    }

    [Theory]
    [InlineData("^(?=a)b", "look-around")]
    [InlineData("((a{1,100}){1,100}){1,100}", "too many repetitions")]
    [InlineData(@"(a)\\1", "back references")]
    [InlineData("(", "cannot be read")]
    public void Read_OfAPatternThatCouldBeSlow_IsRefused(string pattern, string words)
    {
        Rules.Faults(Rules.With(Rules.End, Matches(pattern))).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            fault => fault.ShouldStartWith("/conditions/value: "),
            fault => fault.ShouldContain(words));
        ReadsOn();
    }

    [Fact]
    public void Read_OfPatternsThatAreOnlyUgly_IsQuick()
    {
        var clock = Stopwatch.GetTimestamp();
        Rules.Read(Rules.With(Rules.End, Matches("^(a+)+$")));
        Rules.Faults(Rules.With(Rules.End, Matches(new string('(', 20_000)))).ShouldHaveSingleItem();
        Stopwatch.GetElapsedTime(clock).ShouldBeLessThan(Endless);
        ReadsOn();
    }

    [Theory]
    [InlineData("{{constructor}}")]
    [InlineData("{{GetType}}")]
    [InlineData("{{__proto__}}")]
    [InlineData("{{env.PATH}}")]
    [InlineData("{{../other}}")]
    [InlineData("{{ input.a")]
    [InlineData("{{ }}")]
    [InlineData("{{{ input.a }}}")]
    [InlineData("{{#each input.items}}x{{/each}}")]
    [InlineData("{{ input.a | eval: 'x' }}")]
    [InlineData("{{ scope.connections.crm.secret }}")]
    public void Read_OfATemplateThatReachesOut_IsRefused(string template)
    {
        Rules.Faults(Rules.With(Step("a", $"\"{template}\""))).ShouldHaveSingleItem().ShouldStartWith("/steps/0/config/x: ");
        ReadsOn();
    }

    [Theory]
    [InlineData("{{ input.constructor }}")]
    [InlineData("{{{{ literal")]
    [InlineData("}} only {")]
    public void Read_OfATemplateThatOnlyLooksBad_IsFine(string template) => Rules.Read(Rules.With(Step("a", $"\"{template}\"")));

    [Fact]
    public void Read_OfThousandsOfFaults_ListsAHundred_AndIsQuick()
    {
        // Every step reads steps that do not exist, by names that nearly do.
        var config = string.Join(", ", Enumerable.Range(0, 190).Select(i => $"\"{{{{ steps.cut-out-of-the-picture-{i}.output }}}}\""));
        var steps = string.Join(", ", Enumerable.Range(0, 500).Select(i => $$"""{ "id": "cut-out-of-the-picture-x{{i}}", "delay": 7 }"""));
        var json = Rules.With($$"""[ { "id": "a", "type": "image.cutout", "config": { "x": [ {{config}} ] } }, {{steps}} ]""");

        var clock = Stopwatch.GetTimestamp();
        var faults = Rules.Faults(json);
        Stopwatch.GetElapsedTime(clock).ShouldBeLessThan(Endless);
        faults.Count.ShouldBe(101);
        faults[^1].ShouldBe(": there are 590 more faults, which are not listed.");
        ReadsOn();
    }

    [Fact]
    public void Fault_OfAStrangeName_PointsAtItByTheRulesOfPointers() =>
        Rules.Faults(Rules.With("""[ { "id": "a", "parallel": { "a/b~c": [ { "stop": "x" } ] } } ]""")).ShouldHaveSingleItem()
            .ShouldStartWith("/steps/0/parallel/a~1b~0c: ");

    [Fact]
    public void Fault_OfAStrangeText_ShowsItShortAndOnOneLine() =>
        Rules.Faults(Rules.With($$"""[ { "id": "a\n\u202e{{new string('x', 1000)}}", "delay": "PT1S" } ]""")).ShouldHaveSingleItem()
            .ShouldBe($"/steps/0/id: the step id 'a\\u000a\\u202e{new string('x', 57)}…' is not allowed. "
                + "Use 1 to 64 of a–z, 0–9, '-' and '_', beginning with a letter or digit.");

    private static void ReadsOn() => Rules.Read(Rules.With(Rules.End));

    private static string Step(string id, string value) => $$"""[ { "id": "{{id}}", "type": "{{Action}}", "config": { "x": {{value}} } } ]""";

    private static string Steps(int count) =>
        $"[ {string.Join(", ", Enumerable.Range(0, count).Select(i => $$"""{ "id": "s{{i}}", "type": "{{Action}}" }"""))} ]";

    private static string Nested(int levels) => new StringBuilder().Insert(0, "[", levels).Append('1').Append(']', levels).ToString();

    private static string Conditions(int count) =>
        $"[ {string.Join(", ", Enumerable.Repeat("""{ "field": "input.x", "operator": "exists" }""", count))} ]";

    private static string Placeholders(int count) => $"[ {string.Join(", ", Enumerable.Repeat("\"{{ input.x }}\"", count))} ]";

    private static string Matches(string pattern) => $$"""
        "conditions": { "field": "input.x", "operator": "matches", "value": "{{pattern}}" }
        """;
}
