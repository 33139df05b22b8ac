namespace Automation.Simulation;

/// <summary>What goes wrong with one question to the store.</summary>
internal enum StoreFault
{
    None,

    /// <summary>It is not done, and the asker knows.</summary>
    Refused,

    /// <summary>It is done, and the asker does not know.</summary>
    AnswerLost,

    /// <summary>It is not done, and the asker does not know.</summary>
    QuestionLost,

    /// <summary>It is done, and once more a little later.</summary>
    Twice,

    /// <summary>The asker does not know, and it is done a little later, when the asker may have looked already.</summary>
    Late,
}
