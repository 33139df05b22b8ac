using Automation.Conditions;
using Automation.Json;
using Automation.Templates;

namespace Automation.Running.Machine;

/// <summary>Makes a step's error from an exception, in a form that every store can hold.</summary>
internal static class Faults
{
    public static StepError Of(Exception exception, string stepId) => exception switch
    {
        RecordedFaultException recorded => recorded.Error,
        StepFailedException failed => new StepError { Code = StorableText.Clean(failed.Code, 128), Message = StorableText.Clean(failed.Message), StepId = stepId },
        ConditionException condition => new StepError { Code = condition.Code, Message = StorableText.Clean(condition.Message), StepId = stepId },
        TemplateException template => new StepError { Code = template.Code, Message = StorableText.Clean(template.Message), StepId = stepId },
        _ => new StepError
        {
            Code = "exception",
            Message = StorableText.Clean(MessageOf(exception)),
            StepId = stepId,
            ExceptionType = exception.GetType().FullName,
            StackTrace = exception.StackTrace is { } trace ? StorableText.Clean(exception.InnerException is null ? trace : exception.ToString()) : null,
        },
    };

    /// <summary>The messages from the outermost exception to the innermost: the outer ones often say only that there is an inner one.</summary>
    private static string MessageOf(Exception exception)
    {
        var message = exception.Message;
        for (var inner = exception.InnerException; inner is not null; inner = inner.InnerException)
        {
            if (!message.Contains(inner.Message, StringComparison.Ordinal))
            {
                message = $"{message} ({inner.GetType().Name}: {inner.Message})";
            }
        }

        return message;
    }

    public static string Shorten(string text) => ShortText.Cut(text);
}
