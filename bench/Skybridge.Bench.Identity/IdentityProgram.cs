using Microsoft.AspNetCore.Identity;

namespace Skybridge.Bench.Identity;

/// <summary>Registers the people it is told of, then serves until it is told to end.</summary>
static class IdentityProgram
{
    const int Done = 0, CouldNot = 2;

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (IdentityOptions.Parse(arguments) is not { } options)
        {
            await Console.Error.WriteLineAsync("error: This program is a part of the bench.");
            await Console.Error.WriteLineAsync("hint: bench/run signin");
            return CouldNot;
        }

        await using var app = IdentityApplication.Create(options);
        await RegisterAsync(app.Services, await File.ReadAllLinesAsync(options.People));
        await app.RunAsync();
        return Done;
    }

    static async Task RegisterAsync(IServiceProvider services, string[] people)
    {
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<PeopleDbContext>().Database.EnsureCreatedAsync(); // In WAL mode: that is the provider's own choice.
        var users = scope.ServiceProvider.GetRequiredService<UserManager<IdentityUser>>();
        foreach (var line in people)
        {
            var (name, password) = line.Split('\t') is [var first, var second] ? (first, second) : throw new FormatException("A line is not a name and a password.");
            var result = await users.CreateAsync(new IdentityUser(name) { Email = name }, password);
            if (!result.Succeeded)
                throw new InvalidOperationException($"{name} was not registered: {result}");
        }
    }
}
