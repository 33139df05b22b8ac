using System.Text.Json;
using Automation.Definitions;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Handlers;

/// <summary>What every call of a handler begins with.</summary>
internal static class HandlerCall
{
    /// <summary>Creates the handler.</summary>
    /// <param name="services">A DI scope's services.</param>
    /// <param name="subject">What the handler is for, in words: <c>action 'image.cutout'</c>.</param>
    public static THandler Create<THandler>(IServiceProvider services, string subject)
        where THandler : class
    {
        try
        {
            return services.GetRequiredService<THandler>();
        }
        catch (InvalidOperationException exception)
        {
            // The container names the service that is missing, but the handler only if it is the very next one.
            throw new InvalidOperationException(
                $"Handler {TypeText.Of(typeof(THandler))} of {subject} cannot be created: {exception.Message}", exception);
        }
    }

    /// <summary>Reads the record that the handler is given.</summary>
    public static T Read<T>(JsonElement config, JsonSerializerOptions json, string subject)
        where T : class => config.Deserialize<T>(json)
            ?? throw new InvalidOperationException($"The config of {subject} is null; {TypeText.Of(typeof(T))} is needed.");
}
