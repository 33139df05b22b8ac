using System.Reflection;
using Automation;
using Automation.Definitions;
using Automation.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds rules and what they use to the engine. Everything is checked together when the host starts.</summary>
public static class AutomationBuilderExtensions
{
    /// <summary>Adds a rule that is a class. Adding it again changes nothing.</summary>
    /// <typeparam name="TRule">The class, which implements <see cref="IRule{TInput}"/> and has a <see cref="RuleAttribute"/>.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <exception cref="ArgumentException"><typeparamref name="TRule"/> is not a rule class.</exception>
    public static AutomationBuilder AddRule<TRule>(this AutomationBuilder builder)
        where TRule : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        return AddRule(builder, typeof(TRule));
    }

    /// <summary>Adds a rule that is written in place.</summary>
    /// <typeparam name="TInput">The value that the rule works on.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The rule's name, unique in the host: 1 to 128 of <c>A–Z a–z 0–9 . _ -</c>. Runs belong to it for ever.</param>
    /// <param name="define">Says what starts the rule and what it does. Called once, when the host starts.</param>
    public static AutomationBuilder AddRule<TInput>(this AutomationBuilder builder, string name, Action<RuleBuilder<TInput>> define)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(define);
        builder.Services.AddSingleton<RuleRegistration>(new InlineRuleRegistration<TInput>(name, define));
        return builder;
    }

    /// <summary>Adds a rule that is written as JSON and shared by all scopes.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="json">The rule. Read and checked when the host starts.</param>
    public static AutomationBuilder AddRuleJson(this AutomationBuilder builder, string json)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(json);
        builder.Services.AddSingleton(new JsonRuleRegistration(json));
        return builder;
    }

    /// <summary>Adds a handler of actions or conditions, a preview or the cost of actions, or a poller of triggers, for every one that it implements. Adding it again changes nothing.</summary>
    /// <remarks>Registered as transient, unless the host registered it before: each call gets one from a DI scope of its own.</remarks>
    /// <typeparam name="THandler">The class.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <exception cref="ArgumentException"><typeparamref name="THandler"/> is not a handler.</exception>
    public static AutomationBuilder AddHandler<THandler>(this AutomationBuilder builder)
        where THandler : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        return RegisteredTypes.IsHandler(typeof(THandler)) && !typeof(THandler).IsAbstract
            ? AddHandler(builder, typeof(THandler))
            : throw new ArgumentException(
                $"{TypeText.Of(typeof(THandler))} is not a handler. Implement IActionHandler, IDeferredActionHandler, IConditionHandler, IActionPreview, IActionCost or IPollingTrigger on a class that can be created.", nameof(THandler));
    }

    /// <summary>Makes an event known by its class, for data rules and for what shows them. Events that rules in C# use are known anyway.</summary>
    /// <remarks>Adding it again changes nothing.</remarks>
    /// <typeparam name="TEvent">The class, with an <see cref="EventAttribute"/>.</typeparam>
    /// <param name="builder">The builder.</param>
    public static AutomationBuilder AddEvent<TEvent>(this AutomationBuilder builder)
        where TEvent : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        return AddOnce(builder, new EventRegistration(typeof(TEvent)));
    }

    /// <summary>Adds every handler, event, trigger and rule of an assembly.</summary>
    /// <remarks>
    /// Passed over are classes that are abstract, generic, or private to another class. Calling it again, and adding one of the classes again,
    /// changes nothing.
    /// </remarks>
    /// <typeparam name="TMarker">Any class of the assembly, such as <c>Program</c>.</typeparam>
    /// <param name="builder">The builder.</param>
    public static AutomationBuilder AddFrom<TMarker>(this AutomationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return AddFrom(builder, typeof(TMarker).Assembly);
    }

    private static AutomationBuilder AddFrom(AutomationBuilder builder, Assembly assembly)
    {
        foreach (var type in RegisteredTypes.Of(assembly))
        {
            if (RegisteredTypes.IsHandler(type))
            {
                AddHandler(builder, type);
            }

            if (RegisteredTypes.IsEvent(type))
            {
                AddOnce(builder, new EventRegistration(type));
            }

            if (RegisteredTypes.IsTrigger(type))
            {
                AddOnce(builder, new TriggerRegistration(type));
            }

            if (RegisteredTypes.IsRule(type))
            {
                AddRule(builder, type);
            }
        }

        return builder;
    }

    private static AutomationBuilder AddHandler(AutomationBuilder builder, Type type)
    {
        builder.Services.TryAddTransient(type);
        return AddOnce(builder, new HandlerRegistration(type));
    }

    private static AutomationBuilder AddRule(AutomationBuilder builder, Type type)
    {
        if (RegisteredTypes.InputsOf(type).ToList() is not [var input])
        {
            throw new ArgumentException($"{TypeText.Of(type)} is not a rule. Implement IRule<TInput>, once.", nameof(type));
        }

        if (!builder.Services.Any(service => service.ImplementationInstance is RuleRegistration known && known.RuleType == type))
        {
            var registration = Activator.CreateInstance(typeof(ClassRuleRegistration<,>).MakeGenericType(type, input))!;
            builder.Services.AddSingleton((RuleRegistration)registration);
        }

        return builder;
    }

    private static AutomationBuilder AddOnce<TRegistration>(AutomationBuilder builder, TRegistration registration)
        where TRegistration : class
    {
        if (!builder.Services.Any(service => service.ImplementationInstance is TRegistration known && known.Equals(registration)))
        {
            builder.Services.AddSingleton(registration);
        }

        return builder;
    }
}
