using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Automation.Postgres;

public sealed class LocalPostgresTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Server_IsAsDurableAsInProduction_AndListensOnLoopbackOnly()
    {
        await using var server = await Servers.StartAsync();

        (await SettingAsync(server, "fsync")).ShouldBe("on");
        (await SettingAsync(server, "synchronous_commit")).ShouldBe("on");
        (await SettingAsync(server, "full_page_writes")).ShouldBe("on");
        (await SettingAsync(server, "max_connections")).ShouldBe("200");
        (await SettingAsync(server, "listen_addresses")).ShouldBe("127.0.0.1");
        (await SettingAsync(server, "unix_socket_directories")).ShouldBe(server.Home);
        (await SettingAsync(server, "data_directory")).ShouldBe(server.DataDirectory);
        (await SettingAsync(server, "server_version")).ShouldStartWith(server.Version.ToString());
    }

    [Fact]
    public async Task Settings_OfTheOptions_Win()
    {
        await using var server = await Servers.StartAsync(options =>
        {
            options.Settings["max_connections"] = "7";
            options.Settings["application_name"] = "it's ours";
        });

        (await SettingAsync(server, "max_connections")).ShouldBe("7");
        (await SettingAsync(server, "application_name")).ShouldBe("it's ours");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Restart_KeepsThePort_AndWhatWasCommitted(bool immediate)
    {
        await using var server = await Servers.StartAsync();
        var database = Sql.Unpooled(await server.CreateDatabaseAsync("a \"name\""));
        await Sql.DoAsync(database, "create table t (n int); insert into t values (17)");
        await using var open = new NpgsqlConnection(database);
        await open.OpenAsync();
        var before = server.Port;

        await server.RestartAsync(immediate);

        server.Port.ShouldBe(before);
        (await Sql.AskAsync<int>(database, "select n from t")).ShouldBe(17);
        await Should.ThrowAsync<NpgsqlException>(() => open.DoAsync("select 1"));
        var log = await File.ReadAllTextAsync(Path.Combine(server.Home, "server.log"));
        log.Contains("was not properly shut down", StringComparison.Ordinal).ShouldBe(immediate);
    }

    [Fact]
    public async Task Stop_EndsTheServer_AndRestartBringsItBack()
    {
        await using var server = await Servers.StartAsync();
        var connection = Sql.Unpooled(server.ConnectionString);

        await server.StopAsync();
        await server.StopAsync();
        await Should.ThrowAsync<NpgsqlException>(() => Sql.DoAsync(connection, "select 1"));
        Directory.Exists(server.DataDirectory).ShouldBeTrue();

        await server.RestartAsync();
        await Sql.DoAsync(connection, "select 1");
    }

    [Fact]
    public async Task Stop_OfAServerThatWasKilled_IsDone_AndRestartBringsItBack()
    {
        await using var server = await Servers.StartAsync();
        var postmaster = int.Parse((await File.ReadAllLinesAsync(Path.Combine(server.DataDirectory, "postmaster.pid")))[0]);
        using var process = Process.GetProcessById(postmaster);
        process.Kill();
        await process.WaitForExitAsync().WaitAsync(Patience);

        await server.RestartAsync();
        await Sql.DoAsync(Sql.Unpooled(server.ConnectionString), "select 1");
    }

    [Fact]
    public async Task Dispose_LeavesNoDirectory_AndNoServer()
    {
        var server = await Servers.StartAsync();
        var (home, port) = (server.Home, server.Port);
        Directory.Exists(home).ShouldBeTrue();

        await server.DisposeAsync();
        await server.DisposeAsync();

        Directory.Exists(home).ShouldBeFalse();
        await NobodyListensAsync(port);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OwnerThatWasKilled_LeavesNoDirectory_AndNoServer(bool withAllThatItStarted)
    {
        await Servers.SkipWithoutBinariesAsync();
        using var owner = Process.Start(new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Automation.PostgresOwner.dll")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var port = int.Parse((await owner.StandardOutput.ReadLineAsync().WaitAsync(Patience))!);
        var home = Path.GetDirectoryName((await owner.StandardOutput.ReadLineAsync().WaitAsync(Patience))!)!;
        var connection = $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres;Pooling=false";
        await Sql.DoAsync(connection, "select 1");

        owner.Kill(withAllThatItStarted);

        await DirectoryIsGoneAsync(home);
        await NobodyListensAsync(port);
    }

    [Fact]
    public async Task Start_WhenThePortIsTakenMeanwhile_TakesAnother()
    {
        await Servers.SkipWithoutBinariesAsync();
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        other.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        other.Listen();
        var taken = ((IPEndPoint)other.LocalEndPoint!).Port;
        var ports = new Queue<int>([taken, taken, LocalPostgres.FreePort()]);

        await using var server = await LocalPostgres.StartAsync(new(), ports.Dequeue, TestContext.Current.CancellationToken);

        ports.ShouldBeEmpty();
        await Sql.DoAsync(Sql.Unpooled(server.ConnectionString), "select 1");
    }

    [Fact]
    public async Task Start_WithANonsensicalSetting_SaysWhatTheServerSays()
    {
        await Servers.SkipWithoutBinariesAsync();
        var fault = await Should.ThrowAsync<LocalPostgresException>(() => LocalPostgres.StartAsync(new() { Settings = { ["max_connections"] = "many" } }));

        fault.Message.ShouldContain("did not start");
        fault.Message.ShouldContain("\"max_connections\"");
    }

    [Fact]
    public async Task Start_WhereNothingIsInstalled_SaysWhatToInstall()
    {
        var fault = await Should.ThrowAsync<LocalPostgresException>(() => LocalPostgres.StartAsync(new() { BinDirectory = AppContext.BaseDirectory }));

        fault.Message.ShouldContain("apt-get install postgresql");
    }

    private static Task<string> SettingAsync(LocalPostgres server, string name) =>
        Sql.AskAsync<string>(Sql.Unpooled(server.ConnectionString), $"select current_setting('{name}')");

    // A server that lost its files still listens.
    private static async Task NobodyListensAsync(int port)
    {
        using var client = new TcpClient();
        var fault = await Should.ThrowAsync<SocketException>(() => client.ConnectAsync(IPAddress.Loopback, port));
        fault.SocketErrorCode.ShouldBe(SocketError.ConnectionRefused);
    }

    // The directory goes last, so its end is the end of all. The watcher is told of the parent's changes only, hence the parent.
    private static async Task DirectoryIsGoneAsync(string home)
    {
        var gone = new TaskCompletionSource();
        using var watcher = new FileSystemWatcher(Path.GetDirectoryName(home)!, Path.GetFileName(home));
        watcher.Deleted += (_, _) => gone.TrySetResult();
        watcher.EnableRaisingEvents = true;
        if (Directory.Exists(home))
        {
            await gone.Task.WaitAsync(Patience);
        }
    }
}
