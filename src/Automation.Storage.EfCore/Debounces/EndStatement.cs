namespace Automation.Storage;

/// <summary>See <see cref="DebounceSql.End"/>.</summary>
internal sealed class EndStatement : RowStatement
{
    private readonly TextColumn _scopes;
    private readonly TextColumn _rules;
    private readonly TextColumn _keys;

    public EndStatement(DebounceSql sql)
        : base(sql.End)
    {
        _scopes = Texts("scope");
        _rules = Texts("rule's name");
        _keys = Texts("subject");
    }

    public void Add(string scope, DebounceEnd end)
    {
        _scopes.Add(scope);
        _rules.Add(end.Rule);
        _keys.Add(end.Key);
    }
}
