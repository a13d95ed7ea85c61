using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Skybridge.Bench.Identity;

/// <summary>Identity's own tables, as they come.</summary>
sealed class PeopleDbContext(DbContextOptions<PeopleDbContext> options) : IdentityUserContext<IdentityUser>(options);
