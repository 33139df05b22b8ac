using Automation.Running.Machine;

namespace Automation.Engine.Tests.Running.Machine;

public sealed class FaultsTests
{
    [Fact]
    public void Error_SaysWhatTheInnerExceptionsSay_Once()
    {
        var fault = Thrown(new InvalidOperationException("Saving failed. See the inner exception.", new IOException("relation is missing", new FormatException("is missing"))));

        var error = Faults.Of(fault, "save");

        error.Message.ShouldBe("Saving failed. See the inner exception. (IOException: relation is missing)");
        error.ExceptionType.ShouldBe("System.InvalidOperationException");
        error.StackTrace.ShouldNotBeNull().ShouldContain("System.IO.IOException: relation is missing");
    }

    [Fact]
    public void Error_WithoutInnerExceptions_IsItsMessage()
    {
        var error = Faults.Of(Thrown(new IOException("no ink")), "print");

        error.Message.ShouldBe("no ink");
        error.StackTrace.ShouldNotBeNull().ShouldNotContain("no ink");
    }

    private static Exception Thrown(Exception exception)
    {
        try
        {
            throw exception;
        }
        catch (Exception caught)
        {
            return caught;
        }
    }
}
