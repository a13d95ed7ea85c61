using Skybridge.Cloud.Data;
using Skybridge.Cloud.People;

namespace Skybridge.Cloud.Delivery;

/// <summary>Which batch of which agent is being taken, and when.</summary>
sealed record DeliveryStamp(string AgentId, long Sequence, string Domain, int Epoch, DateTimeOffset Now)
{
    /// <summary>Whether the same agent delivered this person in a later batch already: what comes now is late, and older.</summary>
    public bool IsOlderThan(CloudUser user) => user.DeliveredBy == AgentId && Sequence < user.DeliverySequence;

    /// <summary>Notes on the person that this batch was about them.</summary>
    public void Put(PersonState person)
    {
        if (person.User.DeliveredBy == AgentId && person.User.DeliverySequence == Sequence)
            return;

        person.User.DeliveredBy = AgentId;
        person.User.DeliverySequence = Sequence;
        person.Stamped = true;
    }
}
