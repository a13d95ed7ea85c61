using Skybridge.Cloud.Home;

namespace Skybridge.Cloud.Hosting;

/// <summary>What a running cloud is made of; tests start one with a clock of their own.</summary>
sealed record CloudHostOptions
{
    public required CloudHome Home { get; init; }

    public required IReadOnlyList<ListenAddress> Addresses { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The least time that a failed sign-in takes, so that its length tells nothing.</summary>
    public TimeSpan FailureFloor { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>What is set above the home's settings; nothing unless told.</summary>
    public Func<CloudSettings, CloudSettings> Settings { get; init; } = settings => settings;

    /// <summary>Looks up a variable; nothing unless told.</summary>
    public Func<string, string?> Environment { get; init; } = _ => null;

    /// <summary>Where the log goes.</summary>
    public required Action<ILoggingBuilder> Logging { get; init; }
}
