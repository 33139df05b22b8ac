namespace Automation.EndToEnd.Hostile;

/// <summary>Texts that broke others: the rows of the threat list that are text.</summary>
internal static class HostileStrings
{
    public static IReadOnlyList<(string Name, string Text)> All { get; } =
    [
        ("nul", "a\0b"), ("only nul", "\0"), ("lone high surrogate", "a\ud800b"), ("lone low surrogate", "\udc00"), ("swapped pair", "\udc00\ud800"),
        ("right to left", "\u202egnp.exe"), ("zero width", "a\u200d\ufeffb"), ("ansi", "\u001b[2J\u001b]0;title\u0007"), ("controls", "\u0001\u0008\u007f\u0085"),
        ("line ends", "a\r\nInjected: 1\u2028\u2029"), ("quotes", "\"'`\\"), ("sql", "'; drop table run; --"), ("script", "</script><script>alert(1)</script>"),
        ("template", "{{secret}} {{{{ {{constructor}} {{__proto__}} {{env.PATH}}"), ("format", "{0} %s ${x} #{y}"), ("path", "../../etc/passwd%00"),
        ("homoglyph", "\u212aelvin \uff41"), ("emoji", "\ud83d\udc69\u200d\ud83d\ude80"), ("combining", new string('\u0301', 500)),
        ("number", "1e400"), ("digits", new string('9', 10_000)), ("json", "{\"v\":1,\"d\":[[\"input\",\"a\",null]]}"), ("64 KiB", new string('x', 64 * 1024)),
        ("1 MB", new string('y', 1024 * 1024)), ("1 MB of surrogates", new string('\ud83d', 512 * 1024)), ("empty", ""), ("blank", " \t "),
        ("pattern", new string('a', 28) + "!"), ("noncharacter", "\uffff\ufffe"),
    ];
}
