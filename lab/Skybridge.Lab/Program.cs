using Skybridge.Lab.Commands;

return await LabCommand.RunAsync(args);
