using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;

namespace Skybridge.Cloud.People;

/// <summary>Writes people in bulk; the caller's transaction decides whether it stays.</summary>
static class PeopleWriter
{
    /// <summary>Writes what changed of <paramref name="people"/>.</summary>
    public static async Task WriteAsync(CloudDbContext db, IReadOnlyCollection<PersonState> people, CancellationToken cancellationToken)
    {
        await using var users = RowCommand<CloudUser>.Upsert(db);
        foreach (var person in people.Where(person => person.UserChanged))
            await users.PutAsync(person.User, cancellationToken);
        await users.FlushAsync(cancellationToken);

        await using var credentials = RowCommand<Credential>.Upsert(db);
        foreach (var person in people.Where(person => person.CredentialChanged))
            await credentials.PutAsync(person.Credential!, cancellationToken);
        await credentials.FlushAsync(cancellationToken);

        await using var stamps = RowCommand<CloudUser>.Update(db, nameof(CloudUser.DeliveredBy), nameof(CloudUser.DeliverySequence));
        foreach (var person in people.Where(person => person.Stamped && !person.UserChanged))
            await stamps.PutAsync(person.User, cancellationToken);
        await stamps.FlushAsync(cancellationToken);
    }

    /// <summary>Puts the names of <paramref name="people"/> aside, until they are written with the ones that they have now.</summary>
    public static async Task ParkNamesAsync(CloudDbContext db, IEnumerable<PersonState> people, CancellationToken cancellationToken)
    {
        foreach (var person in people)
        {
            var (id, parked) = (person.User.Id, $"\n{person.User.Id:N}");
            await db.Users.Where(user => user.Id == id)
                .ExecuteUpdateAsync(set => set.SetProperty(user => user.NormalizedUserName, parked), cancellationToken);
        }
    }
}
