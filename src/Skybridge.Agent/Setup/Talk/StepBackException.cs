namespace Skybridge.Agent.Setup.Talk;

/// <summary>Whoever is asked wants the question before this one.</summary>
sealed class StepBackException : Exception;
