using Skybridge.Agent;
using Skybridge.CommandLine;

return await AgentProgram.RunAsync(args, Terminal.Console(), CancellationToken.None);
