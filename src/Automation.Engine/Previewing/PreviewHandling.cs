using System.Reflection;

namespace Automation.Previewing;

/// <summary>One action that a class can preview, as its interfaces say.</summary>
/// <param name="Preview">The class: the action's handler, or one of its own.</param>
/// <param name="Action">The action's record.</param>
internal sealed record PreviewHandling(Type Preview, Type Action)
{
    /// <summary>Everything that a class previews; nothing for a class that previews nothing.</summary>
    public static IEnumerable<PreviewHandling> Of(Type type) => type.GetInterfaces()
        .Where(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IActionPreview<>))
        .Select(face => new PreviewHandling(type, face.GetGenericArguments()[0]));

    /// <summary>Builds the descriptor, whose calls need no reflection.</summary>
    /// <param name="name">The action's stored name.</param>
    public PreviewDescriptor Describe(string name) =>
        (PreviewDescriptor)typeof(PreviewHandling).GetMethod(nameof(Create), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(Preview, Action).Invoke(null, [name])!;

    private static ActionPreviewDescriptor<TPreview, TAction> Create<TPreview, TAction>(string name)
        where TPreview : class, IActionPreview<TAction>
        where TAction : class, IAction =>
        new() { Name = name };
}
