using System.Diagnostics.CodeAnalysis;

namespace Automation.Json;

/// <summary>What <see cref="JsonGate"/> says about a document: let in, or why not.</summary>
/// <remarks>
/// Neither the code nor the message holds any text of the document, so both may be logged and sent to whoever sent it.
/// To tell an author where a fault is, give <see cref="BytePosition"/> to <see cref="JsonPointer.At"/>.
/// </remarks>
internal readonly record struct JsonGateResult
{
    private JsonGateResult(string? code, string? message, int bytePosition)
    {
        Code = code;
        Message = message;
        BytePosition = bytePosition;
    }

    [MemberNotNullWhen(false, nameof(Code), nameof(Message))]
    public bool IsValid => Code is null;

    /// <summary>One of <see cref="JsonCodes"/>; null when the document is let in.</summary>
    public string? Code { get; }

    public string? Message { get; }

    /// <summary>Offset of the first byte that was refused, or of the token it belongs to.</summary>
    public int BytePosition { get; }

    public static JsonGateResult Valid => default;

    public static JsonGateResult Refused(string code, string message, int bytePosition) => new(code, message, bytePosition);
}
