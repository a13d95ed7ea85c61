namespace Skybridge.Sync.Engine;

/// <summary>Hears of a cycle while it is running.</summary>
interface ICycleObserver
{
    /// <summary>A portion was answered and stored.</summary>
    void OnPortion(OutcomeFolder portion, CycleProgress done);
}
