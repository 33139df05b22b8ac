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
            Message = StorableText.Clean(exception.Message),
            StepId = stepId,
            ExceptionType = exception.GetType().FullName,
            StackTrace = exception.StackTrace is { } trace ? StorableText.Clean(trace) : null,
        },
    };

    public static string Shorten(string text) => ShortText.Cut(text);
}
