using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Automation.Actions;
using Automation.Handlers;

namespace Automation.Testing;

/// <summary>Stands between the engine and the handlers: records every call, and answers with a fake where the test gave one.</summary>
internal sealed class FakeActions : IActionFallback
{
    private readonly ConcurrentDictionary<Type, Func<object, StepContext, CancellationToken, Task<object?>>> _fakes = new();
    private readonly ConcurrentQueue<object> _calls = new();

    public IEnumerable<object> Calls => _calls;

    public void Set(Type action, Func<object, StepContext, CancellationToken, Task<object?>> fake) => _fakes[action] = fake;

    public bool TryDescribe(Type action, string name, [NotNullWhen(true)] out ActionDescriptor? descriptor)
    {
        descriptor = new Descriptor(this, null) { Name = name, ActionType = action, ResultType = ActionHandling.ResultsOf(action).FirstOrDefault(), HandlerType = typeof(FakeActions), Deferred = false };
        return true;
    }

    public ActionDescriptor Decorate(ActionDescriptor descriptor) => descriptor as Descriptor ?? new Descriptor(this, descriptor)
    {
        Name = descriptor.Name,
        ActionType = descriptor.ActionType,
        ResultType = descriptor.ResultType,
        HandlerType = descriptor.HandlerType,
        Deferred = descriptor.Deferred,
    };

    private sealed class Descriptor(FakeActions fakes, ActionDescriptor? real) : ActionDescriptor
    {
        public override async ValueTask<JsonElement> InvokeAsync(
            IServiceProvider services, JsonElement config, JsonSerializerOptions json, StepContext context, CancellationToken cancellationToken)
        {
            var action = HandlerCall.Read(ActionType, config, json, Words);
            fakes._calls.Enqueue(action);
            if (!fakes._fakes.TryGetValue(ActionType, out var fake))
            {
                return real is null
                    ? throw new StepFailedException(
                        "no-fake", $"Step '{context.Path}' needs action '{Name}', which has neither a handler nor a fake in this test. Call test.Fake(({ActionType.Name} a) => …).", retry: false)
                    : await real.InvokeAsync(services, config, json, context, cancellationToken).ConfigureAwait(false);
            }

            var result = await fake(action, context, cancellationToken).ConfigureAwait(false);
            if (Deferred)
            {
                return JsonSerializer.SerializeToElement(result is JobId job ? job.Value : "fake", json);
            }

            return ResultType is null ? default : JsonSerializer.SerializeToElement(result, ResultType, json);
        }
    }
}
