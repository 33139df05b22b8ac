using System.Text.Json.Nodes;

namespace Automation.Definitions.Json;

/// <summary>
/// Turns a row of numbers into a rule without faults: each number is one decision. Where the row ends everything is as simple as it can be,
/// so a shorter row, or smaller numbers, make a simpler rule; that is how a counterexample is made small.
/// </summary>
internal sealed class RuleTape(IReadOnlyList<int> decisions)
{
    private const int MaxActions = 40;
    private const int MaxPlaceholders = 150;
    private const int MaxNesting = 3;

    private static readonly string[] Texts =
        ["", "plain", "ümläut 🚀", "\"quoted\" \\ \n", "{{{{ no placeholder", "}}", "</script>", "\u2028\ue000", "007", "null", "{ {", "$code"];

    private static readonly string[] Filters = ["", " | upper", "|default:'x'", " | default: \"it's\" | truncate: 3, '…'", " | json", " | default: parameters.max"];
    private static readonly string[] Durations = ["PT1S", "PT0.5S", "P1DT2H3M", "P1W", "PT90S"];

    private int _position;
    private int _ids;
    private int _actions;
    private int _placeholders;

    /// <summary>The rule.</summary>
    public JsonObject Rule()
    {
        var rule = new JsonObject { ["name"] = Pick("r", "asset-approved", "A.b_c-1") };
        Maybe(() => rule["$schema"] = "rule.schema.json");
        Maybe(() => rule["description"] = Text());
        string[] before = ["input", "input.kind", "event.size", "input[\"odd name\"]", "input.tags[0]", "input.tags.0", "scope", "trigger", "trigger.data.x", "trigger.at"];
        if (Next(2) == 1)
        {
            rule["parameters"] = Parameters();
            before = [.. before, "parameters.max", "parameters", "parameters.at"];
        }

        // Filters name a parameter; without parameters they must not.
        HasParameters = rule.ContainsKey("parameters");
        rule["triggers"] = Array(1 + Next(3), index => Trigger(index, before));
        Maybe(() => rule["conditions"] = Gate(before));
        Maybe(() => rule["subject"] = Template(before));
        Maybe(() => rule["guards"] = Guards());
        var (steps, _, _) = Nodes(new TapePlace(before, 0));
        rule["steps"] = steps;
        Maybe(() => rule["onFailure"] = Block(new TapePlace([.. before, "failure", "failure.code", "failure.message"], 1), mayReturn: false, mayHandle: false).Json);
        return rule;
    }

    private bool HasParameters { get; set; }

    private JsonObject Parameters() => new()
    {
        ["max"] = new JsonObject { ["type"] = Pick("integer", "number"), ["default"] = Next(1000) },
        ["at"] = Next(2) == 0
            ? new JsonObject { ["type"] = "string" }
            : new JsonObject { ["default"] = "02:00", ["format"] = "time", ["type"] = "string" },
        ["list"] = new JsonObject { ["type"] = "array", ["default"] = new JsonArray(Text(), 1.50, null) },
    };

    private JsonObject Trigger(int index, string[] before)
    {
        var trigger = Next(5) switch
        {
            0 => new JsonObject { ["type"] = "manual" },
            1 => new JsonObject { ["type"] = "event", ["config"] = Event(index) },
            2 => new JsonObject { ["type"] = "schedule", ["config"] = Schedule() },
            3 => new JsonObject { ["config"] = new JsonObject(), ["type"] = "webhook" },
            _ => new JsonObject { ["type"] = "imap.inbox", ["config"] = new JsonObject { ["folder"] = Next(2) == 0 ? "INBOX" : Template(["scope"]) } },
        };
        if (index > 0 || Next(2) == 1)
        {
            trigger["id"] = $"trigger-{index}";
        }

        Maybe(() => trigger["input"] = Value(before, 0));
        return trigger;
    }

    private JsonObject Event(int index)
    {
        var config = new JsonObject { ["event"] = index == 0 ? "asset.approved" : $"asset.approved-{index}" };
        Maybe(() => config["where"] = Condition(["trigger.data.kind", "trigger.data.list[0]"], 0));
        return config;
    }

    private JsonObject Schedule()
    {
        var schedule = Next(7) switch
        {
            0 => new JsonObject { ["daily"] = HasParameters ? "{{ parameters.at }}" : "02:00" },
            1 => new JsonObject { ["weekly"] = "sunday 03:00" },
            2 => new JsonObject { ["hourly"] = Next(60) },
            3 => new JsonObject { ["cron"] = "0 3 * * 1-5" },
            4 => new JsonObject { ["monthly"] = Pick("15 03:00", "last 03:00") },
            5 => new JsonObject { ["at"] = "2026-12-24T18:00:00+01:00" },
            _ => new JsonObject { ["every"] = "PT15M", ["anchor"] = "2026-01-05T09:00:00Z" },
        };
        Maybe(() => schedule["timeZone"] = "Europe/Berlin");
        Maybe(() => schedule["missed"] = Pick("skip", "runOnce", "runAll"));
        Maybe(() => schedule["missedAfter"] = "PT5M");
        Maybe(() => schedule["jitter"] = "PT10M");
        return schedule;
    }

    private JsonObject Guards()
    {
        var guards = new JsonObject();
        Maybe(() => guards["debounce"] = Pick(Durations));
        Maybe(() =>
        {
            guards["debounce"] = "PT90S";
            guards["debounceMaxWait"] = Pick("PT90S", "P1D");
        });
        Maybe(() => guards["maxRunsPerScope"] = 1 + Next(5));
        Maybe(() => guards["onePerSubject"] = Next(2) == 1);
        var onePerSubject = guards["onePerSubject"]?.GetValue<bool>() == true;
        var most = guards["maxRunsPerScope"]?.GetValue<int>();
        Maybe(() => guards["whenBusy"] = !onePerSubject && most is null ? Pick("queue", "parallel") : onePerSubject || most == 1 ? Pick("queue", "skip", "replace") : Pick("queue", "skip"));
        if ((onePerSubject || most is not null) && guards["whenBusy"]?.GetValue<string>() is null or "queue")
        {
            Maybe(() => guards["maxQueued"] = 1 + Next(5));
        }

        Maybe(() =>
        {
            guards["breakAfter"] = 1 + Next(100);
            Maybe(() => guards["breakFor"] = "PT10M");
        });
        Maybe(() => guards["approvalAbove"] = Next(1000) / 8m);
        Maybe(() =>
        {
            guards["budget"] = Next(1000) / 8m;
            Maybe(() => guards["budgetPeriod"] = Pick("day", "week", "month"));
        });
        Maybe(() => guards["optIn"] = Next(2) == 1);
        Maybe(() => guards["requirePreview"] = Next(2) == 1);
        return guards;
    }

    private JsonNode Gate(string[] paths) => Next(4) switch
    {
        0 => Condition(paths, 0),
        1 => Array(Next(3), _ => Condition(paths, 1)),
        2 => HostCondition(paths),
        _ => new JsonObject { ["all"] = new JsonArray(HostCondition(paths), Condition(paths, 1)) },
    };

    private JsonObject HostCondition(string[] paths)
    {
        var condition = new JsonObject { ["type"] = Pick("asset.locked", "budget.left") };
        Maybe(() => condition["config"] = Config(paths));
        return condition;
    }

    private JsonNode Condition(string[] paths, int depth) => (depth > 2 ? 0 : Next(6)) switch
    {
        4 => new JsonObject { [Pick("all", "any")] = Array(1 + Next(2), _ => Condition(paths, depth + 1)) },
        5 => new JsonObject { ["not"] = Condition(paths, depth + 1) },
        _ => Comparison(paths),
    };

    private JsonObject Comparison(string[] paths)
    {
        var (name, value) = Next(8) switch
        {
            0 => ("equals", Value(paths, 1)),
            1 => ("not_equals", Value(paths, 1)),
            2 => ("greater_than", JsonValue.Create(Next(100))),
            3 => ("less_than", Template(paths)),
            4 => (Pick("in", "not_in"), new JsonArray(Text(), Template(paths), null)),
            5 => ("between", new JsonArray(1, Template(paths))),
            6 => (Pick("matches", "starts_with", "ends_with"), JsonValue.Create("^a+$")),
            _ => ("exists", Next(2) == 0 ? null : JsonValue.Create(Next(2) == 0)),
        };
        var comparison = new JsonObject { ["operator"] = name, ["field"] = Pick(paths) };
        if (name != "exists" || value is not null)
        {
            comparison["value"] = value;
        }

        return comparison;
    }

    /// <summary>The nodes of a block; what is visible behind them; and whether the run has ended there.</summary>
    private (JsonArray Nodes, TapePlace After, bool Ended) Nodes(TapePlace place)
    {
        var nodes = new JsonArray();
        var count = 1 + Next(4);
        for (var index = 0; index < count; index++)
        {
            if (index > 0 && Next(8) == 7)
            {
                nodes.Add(new JsonObject { [Pick("stop", "fail")] = Next(2) == 0 ? Text() : Template(place.Paths) });
                return (nodes, place, true);
            }

            var (node, results, ends) = Node(place);
            nodes.Add(node);
            place = place.With(results);
            if (ends)
            {
                return (nodes, place, true);
            }
        }

        return (nodes, place, false);
    }

    /// <summary>A node, the paths that its result gives, and whether the run ends in it.</summary>
    private (JsonObject Node, string[] Results, bool Ends) Node(TapePlace place)
    {
        var id = $"step-{_ids++}";
        return (place.Nesting >= MaxNesting ? Next(3) : Next(9)) switch
        {
            3 => If(id, place),
            4 => Parallel(id, place),
            5 => Loop(id, place),
            6 or 7 => Wait(id, place),
            1 => (new JsonObject { ["delay"] = Next(2) == 0 ? Pick(Durations) : Template(place.Paths), ["id"] = id }, [], false),
            2 => (new JsonObject { ["id"] = id, ["delayUntil"] = Next(2) == 0 ? "2030-01-31T08:00:00+01:00" : Template(place.Paths) }, [], false),
            _ => Action(id, place),
        };
    }

    private (JsonObject Node, string[] Results, bool Ends) Action(string id, TapePlace place)
    {
        if (++_actions > MaxActions)
        {
            return (new JsonObject { ["id"] = id, ["delay"] = "PT1S" }, [], false);
        }

        var hasResult = Next(3) != 2;
        var node = new JsonObject { ["type"] = hasResult ? Pick("image.cutout", "atlas.pack") : "mail.send", ["id"] = id };
        Maybe(() => node["config"] = Config(place.Paths));
        Maybe(() => node["retry"] = Retry());
        Maybe(() => node["timeout"] = Pick(Durations));
        Maybe(() => node["delivery"] = Pick("atLeastOnce", "atMostOnce"));
        Maybe(() => node["runOn"] = "gpu");
        if (Next(3) != 1)
        {
            return (node, hasResult ? [$"steps.{id}.output", $"actions.{id}.output.x[0]", "previous.output.y"] : [], false);
        }

        node["try"] = true;
        string[] outcome = [$"steps.{id}.outcome", $"steps.{id}.outcome.succeeded", $"steps.{id}.outcome.error.message", "previous.outcome.error"];
        return (node, hasResult ? [.. outcome, $"steps.{id}.outcome.result.x"] : outcome, false);
    }

    private JsonObject Retry()
    {
        var retry = new JsonObject();
        Maybe(() => retry["maxAttempts"] = 1 + Next(100));
        Maybe(() => retry["backoff"] = Pick("fixed", "exponential"));
        Maybe(() => retry["delay"] = Pick("PT2S", "PT10M", "P3D"));
        Maybe(() => retry["maxDelay"] = "P3D");
        Maybe(() => retry["jitter"] = Next(2) == 0);
        return retry;
    }

    private (JsonObject Node, string[] Results, bool Ends) If(string id, TapePlace place)
    {
        var node = new JsonObject { ["id"] = id, ["if"] = Next(4) == 3 ? HostCondition(place.Paths) : Condition(place.Paths, 0) };
        var returns = Next(2) == 1;
        var inside = place.Inside();
        var then = Block(inside, returns);
        node["then"] = then.Json;
        if (!returns && Next(2) == 0)
        {
            return (node, [], false);
        }

        var otherwise = Block(inside, returns);
        node["else"] = otherwise.Json;
        return (node, returns && (then.Returned || otherwise.Returned) ? [$"steps.{id}.output.x"] : [], then.Ended && otherwise.Ended);
    }

    private (JsonObject Node, string[] Results, bool Ends) Parallel(string id, TapePlace place)
    {
        var branches = new JsonObject();
        var results = new List<string>();
        var ends = false;
        var count = 1 + Next(3);
        for (var index = 0; index < count; index++)
        {
            var branch = Block(place.Inside(), mayReturn: Next(2) == 1);
            branches[$"branch-{count - index}"] = branch.Json;
            ends |= branch.Ended;
            if (branch.Returned)
            {
                results.AddRange([$"steps.{id}.output.branch-{count - index}", $"steps.{id}.output"]);
            }
        }

        return (new JsonObject { ["parallel"] = branches, ["id"] = id }, [.. results], ends);
    }

    private (JsonObject Node, string[] Results, bool Ends) Loop(string id, TapePlace place)
    {
        var node = new JsonObject { ["id"] = id, ["forEach"] = Next(2) == 0 ? Whole(place.Paths) : new JsonArray(1, Template(place.Paths)) };
        Maybe(() => node["maxParallel"] = 1 + Next(100));
        Maybe(() => node["maxItems"] = 1 + Next(10_000));
        var body = Block(place.Inside($"items.{id}", $"items.{id}.name"), mayReturn: Next(2) == 1);
        node["do"] = body.Json;
        return (node, body.Returned ? [$"steps.{id}.output", $"steps.{id}.output[0].x"] : [], false);
    }

    private (JsonObject Node, string[] Results, bool Ends) Wait(string id, TapePlace place)
    {
        string[] result = [$"steps.{id}.output", $"steps.{id}.output.by"];
        var wait = new JsonObject { ["timeout"] = Pick(Durations), ["event"] = "asset.reviewed", ["subject"] = Template(place.Paths) };
        Maybe(() => wait["where"] = Condition([.. place.Paths, .. result], 0));
        var node = new JsonObject { ["id"] = id, ["waitFor"] = wait };
        var ends = false;
        if (Next(2) == 1)
        {
            var received = Block(place.Inside(result), mayReturn: false);
            node["received"] = received.Json;
            ends = received.Ended;
        }

        switch (Next(3))
        {
            case 1:
                var late = Block(place.Inside(), mayReturn: false);
                node["timedOut"] = late.Json;
                return (node, late.Ended ? result : [], ends && late.Ended);
            case 2:
                node["timedOut"] = new JsonArray(new JsonObject { ["fail"] = "late" });
                return (node, result, ends);
            default:
                return (node, result, false);
        }
    }

    private (JsonNode Json, bool Returned, bool Ended) Block(TapePlace place, bool mayReturn, bool mayHandle = true)
    {
        var (nodes, after, ended) = mayReturn && Next(3) == 1 ? ([], place, false) : Nodes(place);
        var block = new JsonObject();
        if (mayReturn && !ended)
        {
            block["output"] = Value(after.Paths, 0);
        }

        if (mayHandle && Next(5) == 4)
        {
            block["onFailure"] = Block(after.InFailure(), mayReturn: false, mayHandle: false).Json;
        }

        if (block.Count == 0 && nodes.Count > 0 && Next(2) == 0)
        {
            return (nodes, false, ended);
        }

        block["steps"] = nodes;
        return (block, block.ContainsKey("output"), ended);
    }

    private JsonObject Config(string[] paths)
    {
        var config = new JsonObject();
        var count = Next(4);
        for (var index = 0; index < count; index++)
        {
            config[Pick("b", "a", "Ünicode name", "x/y~z") + index] = Value(paths, 0);
        }

        return config;
    }

    private JsonNode? Value(string[] paths, int depth) => (depth > 2 ? Next(6) : Next(8)) switch
    {
        0 => Text(),
        1 => Next(1000),
        2 => 1.50m,
        3 => Next(2) == 0,
        4 => null,
        5 => Template(paths),
        6 => Array(Next(3), _ => Value(paths, depth + 1)),
        _ => new JsonObject { ["y"] = Value(paths, depth + 1), ["x"] = Value(paths, depth + 1) },
    };

    private JsonNode Template(string[] paths) => Next(3) switch
    {
        0 => Whole(paths),
        1 => $"{Text()} {Whole(paths)}",
        _ => $"{Whole(paths)}{Whole(paths)} {{{{{{{{",
    };

    private string Whole(string[] paths)
    {
        if (++_placeholders > MaxPlaceholders)
        {
            return "{{{{ enough";
        }

        var filter = Pick(Filters);
        return $"{{{{{Pick("", " ")}{Pick(paths)}{(filter.Contains("parameters", StringComparison.Ordinal) && !HasParameters ? "" : filter)}{Pick(" ", "")}}}}}";
    }

    private string Text() => Pick(Texts);

    private void Maybe(Action add)
    {
        if (Next(2) == 1)
        {
            add();
        }
    }

    private static JsonArray Array(int count, Func<int, JsonNode?> item) => [.. Enumerable.Range(0, count).Select(item)];

    private T Pick<T>(params IReadOnlyList<T> choices) => choices[Next(choices.Count)];

    private int Next(int choices) => _position < decisions.Count ? (int)((uint)decisions[_position++] % (uint)choices) : 0;
}
