using System.Reflection;

namespace Automation.House.PublicApi;

/// <summary>The public surface of a package changes only together with its approved text, which is what a review reads.</summary>
public sealed class PublicApiTests
{
    private const string ApproveVariable = "AUTOMATION_APPROVE";

    [Theory]
    [MemberData(nameof(Repository.PackageRows), MemberType = typeof(Repository))]
    public void PublicSurface_IsTheApprovedOne(string package)
    {
        var file = Path.Combine(Repository.Folder, "tests", "Automation.House.Tests", "PublicApi", package + ".txt");
        var actual = PublicSurface.Write(Assembly.Load(package));
        if (Environment.GetEnvironmentVariable(ApproveVariable) == "1")
        {
            File.WriteAllText(file, actual);
            return;
        }

        var approved = File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "";
        if (approved != actual)
        {
            Assert.Fail($"""
                The public surface of {package} is not the approved one:

                {SurfaceDifference.Between(approved, actual)}
                If each line is wanted, documented and named like its neighbours, approve it and commit the file:

                    {ApproveVariable}=1 dotnet test tests/Automation.House.Tests
                """);
        }
    }
}
