using Skybridge.LabTests.Product;

namespace Skybridge.LabTests.Troubleshooting;

/// <summary>A fault of one person.</summary>
/// <param name="Cause">What the troubleshooter calls it.</param>
/// <param name="MakeAsync">Makes somebody of this name in whom it is.</param>
/// <param name="Seen">What of the evidence must be there.</param>
sealed record PersonFault(string Cause, Func<ProductLab, string, Task<AfflictedPerson>> MakeAsync, string Seen)
{
    /// <summary>A fault of somebody who was well before, and had signed in.</summary>
    public static PersonFault Of(string cause, Func<ProductLab, ProductPerson, Task> make, Func<ProductLab, ProductPerson, Task> cure, string seen) => new(
        cause,
        async (stack, name) =>
        {
            var person = await stack.AddSignedInAsync(name);
            await make(stack, person);
            return new(person.Upn, async () =>
            {
                await cure(stack, person);
                await person.SignsInAsync(person.Current);
                return person.Upn;
            });
        },
        seen);
}
