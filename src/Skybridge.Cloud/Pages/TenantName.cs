using Microsoft.EntityFrameworkCore;
using Skybridge.Cloud.Data;

namespace Skybridge.Cloud.Pages;

/// <summary>The organisation's name, for the head of every page.</summary>
sealed class TenantName(CloudDbContext db)
{
    public Task<string> ReadAsync() => db.Tenants.Select(tenant => tenant.Name).SingleAsync();
}
