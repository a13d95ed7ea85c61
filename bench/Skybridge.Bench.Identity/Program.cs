using Skybridge.Bench.Identity;

return await IdentityProgram.RunAsync(args);
