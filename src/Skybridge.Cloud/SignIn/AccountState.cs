namespace Skybridge.Cloud.SignIn;

/// <summary>An <see cref="AccountCounter"/> as nodes share it; times are Unix milliseconds.</summary>
/// <param name="Level">How many wrong passwords count at <paramref name="LevelAt"/>.</param>
/// <param name="LevelAt">When.</param>
/// <param name="NotBefore">Not to be tried before.</param>
/// <param name="Recent">16 bits of each of the last wrong passwords' hashes, the oldest first.</param>
/// <param name="ExpiresAt">From then on it says nothing.</param>
sealed record AccountState(double Level, long LevelAt, long NotBefore, byte[] Recent, long ExpiresAt);
