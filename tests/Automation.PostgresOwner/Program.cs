using Automation.Postgres;

// Owns a server and is killed by a test.
await using var server = await LocalPostgres.StartAsync();
Console.WriteLine(server.Port);
Console.WriteLine(server.DataDirectory);
Console.In.ReadToEnd();
