using Skybridge.Cloud.CommandLine;
using Skybridge.CommandLine;

return await CloudProgram.RunAsync(args, Terminal.Console());
