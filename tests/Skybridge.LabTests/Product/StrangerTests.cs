using System.Collections.Concurrent;
using Skybridge.Lab.OpenId;
using Skybridge.Lab.People;

namespace Skybridge.LabTests.Product;

/// <summary>A domain that nothing was written for: three thousand people in several scripts, by `init` and `sync` alone.</summary>
public class StrangerTests(LabRun lab)
{
    const int AtOnce = 8;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everybody_who_should_signs_in_and_nobody_else()
    {
        await using var stack = await ProductLab.CreateAsync(lab, "stranger", LabRun.West, Token);
        var people = stack.Domain.BulkPeople.ToList();

        await stack.Agent.SyncAsync(Token);

        var expected = people.Where(person => person.Expect is Expectation.SignsIn).Select(person => person.User);
        Assert.Equal(expected.Order(StringComparer.Ordinal), await SignInAllAsync(stack, people));
    }

    static async Task<IEnumerable<string>> SignInAllAsync(ProductLab stack, IReadOnlyList<Person> people)
    {
        var signedIn = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(people, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Token }, async (person, token) =>
        {
            var result = await stack.Client.SignInAsync(person.Upn, person.Password, token);
            if (result is SignInResult.Accepted)
                signedIn.Add(person.User);
        });
        return signedIn.Order(StringComparer.Ordinal);
    }
}
