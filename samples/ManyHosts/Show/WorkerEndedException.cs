namespace ManyHosts.Show;

/// <summary>A worker ended that nobody killed; what it had to say is on the error output.</summary>
internal sealed class WorkerEndedException(string worker) : Exception($"{worker} ended by itself.");
