namespace Automation.Storage;

/// <summary>A batch was refused since a series of events is not as one of its operations expects; it is sent again without the operations that this concerns.</summary>
internal sealed class SeriesMovedException : BatchRefusedException;
