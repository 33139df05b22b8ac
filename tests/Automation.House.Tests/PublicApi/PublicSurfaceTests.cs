using System.ComponentModel;
using System.Reflection;

namespace Automation.House.PublicApi;

/// <summary>What the approved texts can tell apart, shown on types of this assembly.</summary>
public sealed class PublicSurfaceTests
{
    private static readonly string Surface = PublicSurface.Write(Assembly.GetExecutingAssembly());

    [Theory]
    [InlineData("sealed class Automation.House.PublicApi.SurfaceSample<T> : IDisposable where T : class, new()")]
    [InlineData("    const Limit : int = 7")]
    [InlineData("    required Name { get; init; } : string?")]
    [InlineData("    Rows { get; } : IReadOnlyList<string?>")]
    [InlineData("    new(int count = 3, SurfaceSampleKind kind = SurfaceSampleKind.Later)")]
    [InlineData("    FindAsync<TKey>(TKey key, in int limit, CancellationToken cancellationToken = default) : Task<T?> where TKey : notnull")]
    [InlineData("    Pair<TAny>(TAny one, TAny? other, Dictionary<string, ValueTuple<int, string?[]>?> map) : void")]
    [InlineData("    [Hidden] override ToString() : string")]
    [InlineData("    event Changed : EventHandler?")]
    [InlineData("[Flags] enum Automation.House.PublicApi.SurfaceSampleKind : byte")]
    [InlineData("    Later = 4")]
    [InlineData("readonly record struct Automation.House.PublicApi.SurfaceSampleId")]
    [InlineData("    new(string Value)")]
    [InlineData("    static Twice(this SurfaceSampleId id, params int[] numbers) : SurfaceSampleId")]
    public void Surface_HasTheLine(string line) => Surface.Split('\n').ShouldContain(line);

    [Theory]
    [InlineData("Secret")]
    [InlineData("PrintMembers")]
    [InlineData("get_Name")]
    public void Surface_LeavesOutWhatUsersCannotWrite(string text) => Surface.ShouldNotContain(text);
}

public sealed class SurfaceSample<T>(int count = 3, SurfaceSampleKind kind = SurfaceSampleKind.Later) : IDisposable
    where T : class, new()
{
    public const int Limit = 7;

    public event EventHandler? Changed;

    public required string? Name { get; init; }

    public IReadOnlyList<string?> Rows { get; } = [count.ToString(), kind.ToString()];

    public Task<T?> FindAsync<TKey>(TKey key, in int limit, CancellationToken cancellationToken = default)
        where TKey : notnull => Task.FromResult<T?>(null);

    public void Pair<TAny>(TAny one, TAny? other, Dictionary<string, (int Count, string?[] Names)?> map) => map.Clear();

    public void Dispose() => Changed?.Invoke(this, EventArgs.Empty);

    [EditorBrowsable(EditorBrowsableState.Never)]
    public override string ToString() => Secret();

    internal string Secret() => Name ?? "";
}

[Flags]
public enum SurfaceSampleKind : byte
{
    Now = 1,
    Later = 4,
}

public readonly record struct SurfaceSampleId(string Value);

public static class SurfaceSampleExtensions
{
    public static SurfaceSampleId Twice(this SurfaceSampleId id, params int[] numbers) => new(id.Value + id.Value + numbers.Length);
}
