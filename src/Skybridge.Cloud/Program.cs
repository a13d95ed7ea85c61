using Skybridge.Cloud.CommandLine;

return await CloudProgram.RunAsync(args, Terminal.Console());
