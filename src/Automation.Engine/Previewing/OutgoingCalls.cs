using System.Diagnostics;

namespace Automation.Previewing;

/// <summary>Hears of HTTP calls and of writes of Entity Framework Core before they are made, while there are previews, and refuses those of previews.</summary>
/// <remarks>
/// Both libraries announce what they are about to do to diagnostic listeners, on the caller's thread and context, and an exception of a listener reaches the caller. While no preview runs there is
/// no subscription and nothing costs anything; beside previews the other calls of the process are asked for a flag of their context.
/// </remarks>
internal sealed class OutgoingCalls : IObserver<DiagnosticListener>
{
    private const string Http = "HttpHandlerDiagnosticListener";
    private const string HttpRequest = "System.Net.Http.HttpRequestOut";
    private const string EntityFramework = "Microsoft.EntityFrameworkCore";
    private const string SaveChanges = EntityFramework + ".Update.SaveChangesStarting";
    private const string Command = EntityFramework + ".Database.Command.CommandExecuting";

    private static readonly Lock Gate = new();
    private static int _previews;
    private static OutgoingCalls? _watching;

    private readonly List<IDisposable> _subscriptions = [];

    private OutgoingCalls()
    {
    }

    public static void Watch()
    {
        lock (Gate)
        {
            if (_previews++ == 0)
            {
                _watching = new OutgoingCalls();
                _watching.Add(DiagnosticListener.AllListeners.Subscribe(_watching));
            }
        }
    }

    public static void Unwatch()
    {
        lock (Gate)
        {
            if (--_previews == 0)
            {
                _watching!.End();
                _watching = null;
            }
        }
    }

    public void OnNext(DiagnosticListener value)
    {
        switch (value.Name)
        {
            case Http:
                Add(value.Subscribe(new Refuser(RequestOf), static (name, _, _) => name.StartsWith(HttpRequest, StringComparison.Ordinal) && PreviewMark.Current is not null));
                break;
            case EntityFramework:
                Add(value.Subscribe(new Refuser(WriteOf), static (name, _, _) => name is SaveChanges or Command && PreviewMark.Current is not null));
                break;
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    private static string? RequestOf(string name, object? payload) => name == HttpRequest + ".Start"
        ? $"an HTTP call ({(payload?.GetType().GetProperty("Request")?.GetValue(payload) is HttpRequestMessage request ? $"{request.Method} {request.RequestUri?.Host}" : "to another host")})"
        : null;

    /// <summary>Null for a command that reads. The library is not referenced: its events are read by the names that it documents.</summary>
    private static string? WriteOf(string name, object? payload) => name switch
    {
        SaveChanges => "saving changes of a DbContext",
        Command when payload?.GetType().GetProperty("ExecuteMethod")?.GetValue(payload)?.ToString() == "ExecuteNonQuery" => "a writing command of a DbContext",
        _ => null,
    };

    private void Add(IDisposable subscription)
    {
        lock (_subscriptions)
        {
            _subscriptions.Add(subscription);
        }
    }

    private void End()
    {
        lock (_subscriptions)
        {
            foreach (var subscription in _subscriptions)
            {
                subscription.Dispose();
            }

            _subscriptions.Clear();
        }
    }

    private sealed class Refuser(Func<string, object?, string?> changeOf) : IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(KeyValuePair<string, object?> value)
        {
            // Asked once more: another subscriber may have wanted the event, and then it comes to all.
            if (PreviewMark.Current is { } mark && changeOf(value.Key, value.Value) is { } change)
            {
                throw mark.Refusal(change);
            }
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
