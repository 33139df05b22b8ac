namespace Automation.Templates;

/// <summary>A template that cannot be read, or a value that cannot be rendered.</summary>
internal sealed class TemplateException : Exception
{
    public TemplateException(string code, string message, string? pointer = null, Exception? innerException = null)
        : base(message, innerException)
    {
        Code = code;
        Pointer = pointer;
    }

    /// <summary>One of <see cref="TemplateCodes"/>.</summary>
    public string Code { get; }

    /// <summary>JSON Pointer to the text in its document; null where the template stands alone.</summary>
    public string? Pointer { get; }

    /// <summary>The same fault, with its place in a document.</summary>
    public TemplateException At(string pointer) => new(Code, Message, pointer, this);

    public static TemplateException TooLarge(int maxBytes) =>
        new(TemplateCodes.TooLarge, $"The rendered value has more than {maxBytes} bytes. Pass a reference to the data instead of the data.");
}
