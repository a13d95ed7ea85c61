using Skybridge.Bench;

return await BenchCommand.RunAsync(args);
