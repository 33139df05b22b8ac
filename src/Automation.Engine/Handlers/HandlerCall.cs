using System.Text.Json;
using Automation.Definitions;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Handlers;

/// <summary>What every call of a handler begins with.</summary>
internal static class HandlerCall
{
    /// <summary>The code of a step whose config, as it was rendered, does not fit the action's record.</summary>
    private const string InvalidConfig = "invalid-config";

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
    /// <exception cref="StepFailedException">The config does not fit it.</exception>
    public static T Read<T>(JsonElement config, JsonSerializerOptions json, string subject)
        where T : class => (T)Read(typeof(T), config, json, subject);

    /// <inheritdoc cref="Read{T}"/>
    public static object Read(Type type, JsonElement config, JsonSerializerOptions json, string subject)
    {
        try
        {
            return config.Deserialize(type, json) ?? throw new StepFailedException(InvalidConfig, $"The config of {subject} is null; {TypeText.Of(type)} is needed.");
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            throw new StepFailedException(InvalidConfig, $"The config of {subject} does not fit {TypeText.Of(type)}: {exception.Message}", innerException: exception);
        }
    }
}
