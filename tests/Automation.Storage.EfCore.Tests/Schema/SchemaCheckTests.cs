namespace Automation.Storage.EfCore.Tests.Schema;

public sealed class SchemaCheckTests
{
    // found, readable from, made by this package | whether migrating helps, whether it opens
    [Theory]
    [InlineData(null, null, false, true, false)]
    [InlineData(null, null, true, true, false)]
    [InlineData(1, 1, true, true, false)]
    [InlineData(2, 1, true, true, false)]
    [InlineData(2, 1, false, false, false)]
    [InlineData(3, 1, true, false, true)]
    [InlineData(3, 3, false, false, true)]
    [InlineData(4, 1, true, false, true)]
    [InlineData(4, 3, true, false, true)]
    [InlineData(4, 4, true, false, false)]
    public void PackageOfVersion3(int? version, int? readableFrom, bool ours, bool migrates, bool opens)
    {
        var found = new SchemaState { Database = "d", Schema = "s", Role = "r", Version = version, ReadableFrom = readableFrom, IsOurs = ours };
        var check = new SchemaCheck(3);

        check.NeedsMigration(found).ShouldBe(migrates);
        (check.Fault(found) is null).ShouldBe(opens);
    }

    [Fact]
    public void SchemaThatIsClosed_IsNotMigrated() =>
        new SchemaCheck(3).NeedsMigration(new() { Database = "d", Schema = "s", Role = "r", Version = null, Closed = ["event"] }).ShouldBeFalse();
}
