using System.Text.Json;
using Automation.Templates;
using BenchmarkDotNet.Attributes;

namespace Automation.Benchmarks.Micro;

/// <summary>Rendering a step's config: without a placeholder, with a typed whole value, with text around and a filter.</summary>
[Config(typeof(MicroConfig))]
public class TemplateBenchmarks
{
    private static readonly RootValues Values = new()
    {
        [ValueRoot.Input] = JsonElement.Parse("""{"assetId":"a-17","kind":"sprite","size":{"width":64,"height":64}}"""),
    };

    private readonly TemplateDocument _constant = TemplateDocument.Parse(JsonElement.Parse("""{"assetId":"a-17","profile":"default"}"""));
    private readonly TemplateDocument _whole = TemplateDocument.Parse(JsonElement.Parse("""{"assetId":"{{ input.assetId }}","size":"{{ input.size }}"}"""));
    private readonly TemplateDocument _text = TemplateDocument.Parse(JsonElement.Parse("""{"status":"{{ input.kind | upper }} {{ input.assetId }} is ready"}"""));

    [Benchmark(Baseline = true)]
    public int Constant() => _constant.Render(Values).Length;

    [Benchmark]
    public int WholeValues() => _whole.Render(Values).Length;

    [Benchmark]
    public int TextAndFilter() => _text.Render(Values).Length;
}
