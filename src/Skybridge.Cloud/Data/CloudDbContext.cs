using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Skybridge.Cloud.Data;

/// <summary>The cloud's database. Types and queries keep to what SQLite and PostgreSQL both do.</summary>
class CloudDbContext(DbContextOptions options) : DbContext(options)
{
    const int WordLength = 64;

    public DbSet<Tenant> Tenants => Set<Tenant>();

    public DbSet<TenantDomain> Domains => Set<TenantDomain>();

    public DbSet<DomainSignIn> SignIns => Set<DomainSignIn>();

    public DbSet<FederationProvider> FederationProviders => Set<FederationProvider>();

    public DbSet<TenantFeature> Features => Set<TenantFeature>();

    public DbSet<CloudUser> Users => Set<CloudUser>();

    public DbSet<Credential> Credentials => Set<Credential>();

    public DbSet<CloudGroup> Groups => Set<CloudGroup>();

    public DbSet<GroupMember> GroupMembers => Set<GroupMember>();

    public DbSet<Agent> Agents => Set<Agent>();

    public DbSet<EnrollmentCode> EnrollmentCodes => Set<EnrollmentCode>();

    public DbSet<DomainEpoch> DomainEpochs => Set<DomainEpoch>();

    public DbSet<Lease> Leases => Set<Lease>();

    public DbSet<LeaseSeeker> LeaseSeekers => Set<LeaseSeeker>();

    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    public DbSet<SpentAssertion> SpentAssertions => Set<SpentAssertion>();

    public DbSet<RingKey> RingKeys => Set<RingKey>();

    public DbSet<SignInCounter> SignInCounters => Set<SignInCounter>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        // SQLite has no type for a moment; a number sorts and compares the same in every database.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMilliseconds>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<TenantDomain>().HasKey(domain => domain.Name);
        modelBuilder.Entity<DomainSignIn>(Configure);
        modelBuilder.Entity<FederationProvider>(Configure);
        modelBuilder.Entity<TenantFeature>(Configure);
        modelBuilder.Entity<DomainEpoch>().HasKey(epoch => epoch.Domain);
        modelBuilder.Entity<Lease>().HasKey(lease => lease.Domain);
        modelBuilder.Entity<Lease>().Property(lease => lease.Position).HasMaxLength(Contract.LeaseRequest.MaxPositionLength);
        modelBuilder.Entity<LeaseSeeker>().HasKey(seeker => new { seeker.AgentId, seeker.Domain });
        modelBuilder.Entity<EnrollmentCode>().HasKey(code => code.Hash);
        modelBuilder.Entity<SpentAssertion>().HasKey(assertion => assertion.Hash);
        modelBuilder.Entity<SpentAssertion>().HasIndex(assertion => assertion.ExpiresAt);
        modelBuilder.Entity<RingKey>().Property(key => key.Id).ValueGeneratedNever();
        modelBuilder.Entity<SignInCounter>().HasKey(counter => counter.Key);
        modelBuilder.Entity<SignInCounter>().HasIndex(counter => counter.ExpiresAt);
        modelBuilder.Entity<AuditEntry>().HasIndex(entry => entry.At);
        modelBuilder.Entity<AuditEntry>().HasIndex(entry => entry.Position).IsUnique();
        modelBuilder.Entity<AuditEntry>().HasIndex(entry => entry.Id).HasFilter("position IS NULL");
        modelBuilder.Entity<AuditEntry>().Property(entry => entry.Hash).HasMaxLength(WordLength);
        modelBuilder.Entity<AuditEntry>().Property(entry => entry.Action).HasMaxLength(WordLength);
        modelBuilder.Entity<CloudUser>(Configure);
        modelBuilder.Entity<Credential>(Configure);
        modelBuilder.Entity<CloudGroup>(Configure);
        modelBuilder.Entity<GroupMember>(Configure);
        UseSnakeCase(modelBuilder);
    }

    static void Configure(EntityTypeBuilder<DomainSignIn> signIn)
    {
        signIn.HasKey(entity => entity.Domain);
        signIn.Property(entity => entity.Method).HasConversion<string>().HasMaxLength(WordLength);
        signIn.Property(entity => entity.Previous).HasConversion<string>().HasMaxLength(WordLength);
        signIn.Ignore(entity => entity.WantsNoPasswords);
        signIn.Ignore(entity => entity.Change);
    }

    static void Configure(EntityTypeBuilder<FederationProvider> provider)
    {
        provider.HasKey(entity => entity.Domain);
        provider.Property(entity => entity.Match).HasConversion<string>().HasMaxLength(WordLength);
    }

    static void Configure(EntityTypeBuilder<TenantFeature> feature)
    {
        feature.HasKey(entity => entity.Name);
        feature.Property(entity => entity.BecauseFrom).HasConversion<string>().HasMaxLength(WordLength);
        feature.Property(entity => entity.BecauseTo).HasConversion<string>().HasMaxLength(WordLength);
        feature.Ignore(entity => entity.Because);
    }

    static void Configure(EntityTypeBuilder<CloudUser> user)
    {
        user.ToTable("users");
        user.Property(entity => entity.Id).ValueGeneratedNever();
        user.Property(entity => entity.Source).HasConversion<string>().HasMaxLength(WordLength);
        user.Property(entity => entity.DeletionReason).HasConversion<string>().HasMaxLength(WordLength);
        user.Property(entity => entity.Anchor).HasMaxLength(Contract.SourceAnchor.MaxLength);
        user.HasIndex(entity => entity.Anchor).IsUnique();
        user.HasIndex(entity => entity.NormalizedUserName).IsUnique().HasFilter("deleted_at IS NULL");
        user.HasIndex(entity => entity.NormalizedOnPremisesUserName);
        user.HasIndex(entity => entity.ObjectGuid);
        user.HasIndex(entity => entity.DeletedAt).HasFilter("deleted_at IS NOT NULL");
    }

    static void Configure(EntityTypeBuilder<Credential> credential)
    {
        credential.HasKey(entity => entity.UserId);
        credential.Property(entity => entity.UserId).ValueGeneratedNever();
        credential.Property(entity => entity.Verifier).HasMaxLength(Hardening.StoredVerifier.MaxEncodedLength);
        credential.HasIndex(entity => entity.Hardness).HasFilter("hardness = 0");
        credential.Property(entity => entity.Source).HasConversion<string>().HasMaxLength(WordLength);
        credential.Ignore(entity => entity.Version);
        credential.Ignore(entity => entity.IsUsable);
        credential.HasOne<CloudUser>().WithOne().HasForeignKey<Credential>(entity => entity.UserId).OnDelete(DeleteBehavior.Cascade);
    }

    static void Configure(EntityTypeBuilder<CloudGroup> group)
    {
        group.ToTable("groups");
        group.Property(entity => entity.Id).ValueGeneratedNever();
        group.Property(entity => entity.DeletionReason).HasConversion<string>().HasMaxLength(WordLength);
        group.Property(entity => entity.Anchor).HasMaxLength(Contract.SourceAnchor.MaxLength);
        group.HasIndex(entity => entity.Anchor).IsUnique();
        group.HasIndex(entity => entity.ObjectGuid);
        group.HasIndex(entity => entity.NormalizedName);
        group.HasIndex(entity => entity.DeletedAt).HasFilter("deleted_at IS NOT NULL");
    }

    static void Configure(EntityTypeBuilder<GroupMember> member)
    {
        member.HasKey(entity => new { entity.GroupId, entity.MemberGuid });
        member.HasIndex(entity => entity.MemberGuid);
        member.HasOne<CloudGroup>().WithMany().HasForeignKey(entity => entity.GroupId).OnDelete(DeleteBehavior.Cascade);
    }

    // PostgreSQL folds names that are not quoted to lower case, and cuts them at 63 bytes: with these an operator needs no quotes.
    static void UseSnakeCase(ModelBuilder modelBuilder)
    {
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            entity.SetTableName(Snake(entity.GetTableName()!));
            foreach (var property in entity.GetProperties())
                property.SetColumnName(Snake(property.Name));
            foreach (var key in entity.GetKeys())
                key.SetName(Snake(key.GetName()!));
            foreach (var key in entity.GetForeignKeys())
                key.SetConstraintName(Snake(key.GetConstraintName()!));
            foreach (var index in entity.GetIndexes())
                index.SetDatabaseName(Snake(index.GetDatabaseName()!));
        }
    }

    static string Snake(string name)
    {
        name = name.Replace("OpenIddict", "Openid", StringComparison.Ordinal);
        var text = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i]) && char.IsLower(name[i - 1]))
                text.Append('_');
            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }

    sealed class UnixMilliseconds() : ValueConverter<DateTimeOffset, long>(
        moment => moment.ToUnixTimeMilliseconds(),
        number => DateTimeOffset.FromUnixTimeMilliseconds(number));
}
