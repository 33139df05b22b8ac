namespace Automation.Storage;

/// <summary>A publisher's key, hashed together with its source. Unique within a scope.</summary>
/// <param name="Source">Where the key comes from: <c>event</c>, or <c>manual:{rule}</c>.</param>
/// <param name="KeyHash">SHA-256 of the key, 32 bytes.</param>
/// <param name="BodyHash">SHA-256 of type, subject and body, 32 bytes: tells a repeat from a conflict.</param>
/// <param name="NotBefore">A key stored before this instant no longer counts and is replaced.</param>
public sealed record DedupeKey(string Source, ReadOnlyMemory<byte> KeyHash, ReadOnlyMemory<byte> BodyHash, DateTimeOffset NotBefore);
