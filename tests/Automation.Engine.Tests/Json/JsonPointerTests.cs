using System.Text;
using Automation.Json;

namespace Automation.Engine.Tests.Json;

public sealed class JsonPointerTests
{
    [Theory]
    [InlineData("", "a", "/a")]
    [InlineData("/a", "b/c", "/a/b~1c")]
    [InlineData("", "m~n", "/m~0n")]
    [InlineData("", "", "/")]
    public void Append_EscapesNames(string pointer, string name, string expected) => JsonPointer.Append(pointer, name).ShouldBe(expected);

    [Fact]
    public void Append_Index() => JsonPointer.Append("/steps", 3).ShouldBe("/steps/3");

    [Theory]
    [InlineData("{\"a\":1,\"b\":[1,{\"c\":!}]}", "/b/1/c")]
    [InlineData("{\"a\":[[],[!]]}", "/a/1")]
    [InlineData("{\"a\":{\"x\":1},\"b/c\":!}", "/b~1c")]
    [InlineData("[0,1,!]", "/1")]
    [InlineData("!", "")]
    public void At_FaultyToken_IsTheValueThatHoldsIt(string json, string expected) =>
        JsonPointer.At(Encoding.UTF8.GetBytes(json), json.IndexOf('!')).ShouldBe(expected);

    [Theory]
    [InlineData("{\"a\":1,\"b\":{\"c\":1e999}}", "/b/c")]
    [InlineData("{\"a\":[0,\"\\u0000\"]}", "/a/1")]
    [InlineData("{\"a\":[{\"b\":1,\"b\":2}]}", "/a/0/b")]
    [InlineData("{\"a\":[{\"b\\ud800\":1}]}", "/a/0")]
    public void At_WhatTheGateRefused_IsItsPlace(string json, string expected)
    {
        var utf8 = Encoding.UTF8.GetBytes(json);

        JsonPointer.At(utf8, JsonGate.Check(utf8).BytePosition).ShouldBe(expected);
    }
}
