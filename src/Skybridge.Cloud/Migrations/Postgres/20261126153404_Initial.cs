using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Skybridge.Cloud.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "agents",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    key_thumbprint = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    host = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    version = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    domain = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    enrolled_at = table.Column<long>(type: "bigint", nullable: false),
                    last_contact_at = table.Column<long>(type: "bigint", nullable: true),
                    last_delivery_at = table.Column<long>(type: "bigint", nullable: true),
                    revoked_at = table.Column<long>(type: "bigint", nullable: true),
                    revoked_by = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_agents", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "audit_entries",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    actor = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    action = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    target = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    detail = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_entries", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "domain_epochs",
                columns: table => new
                {
                    domain = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    epoch = table.Column<int>(type: "integer", nullable: false),
                    purges = table.Column<int>(type: "integer", nullable: false),
                    changed_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_domain_epochs", x => x.domain);
                });

            migrationBuilder.CreateTable(
                name: "domains",
                columns: table => new
                {
                    name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    added_at = table.Column<long>(type: "bigint", nullable: false),
                    verified_at = table.Column<long>(type: "bigint", nullable: true),
                    verified_by = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_domains", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "enrollment_codes",
                columns: table => new
                {
                    hash = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    agent_name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    created_by = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    expires_at = table.Column<long>(type: "bigint", nullable: false),
                    used_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_enrollment_codes", x => x.hash);
                });

            migrationBuilder.CreateTable(
                name: "features",
                columns: table => new
                {
                    name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    enabled = table.Column<bool>(type: "boolean", nullable: false),
                    changed_at = table.Column<long>(type: "bigint", nullable: false),
                    changed_by = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    because_domain = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    because_from = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true, collation: "C"),
                    because_to = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_features", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "federation_providers",
                columns: table => new
                {
                    domain = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    issuer = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    client_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    protected_secret = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    claim = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    match = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    authorities = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    revision = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_federation_providers", x => x.domain);
                });

            migrationBuilder.CreateTable(
                name: "groups",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    anchor = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false, collation: "C"),
                    object_guid = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    normalized_name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    sam_account_name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    net_bios_domain = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    dns_domain = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    distinguished_name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    sid = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    display_name = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    description = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    mail = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    security = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    deleted_at = table.Column<long>(type: "bigint", nullable: true),
                    deletion_reason = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true, collation: "C"),
                    delivered_by = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    delivery_sequence = table.Column<long>(type: "bigint", nullable: true),
                    synchronized_at = table.Column<long>(type: "bigint", nullable: true),
                    list_number = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_groups", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "lease_seekers",
                columns: table => new
                {
                    agent_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    domain = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    asked_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_lease_seekers", x => new { x.agent_id, x.domain });
                });

            migrationBuilder.CreateTable(
                name: "leases",
                columns: table => new
                {
                    domain = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    agent_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    run = table.Column<Guid>(type: "uuid", nullable: false),
                    term = table.Column<long>(type: "bigint", nullable: false),
                    taken_at = table.Column<long>(type: "bigint", nullable: false),
                    expires_at = table.Column<long>(type: "bigint", nullable: false),
                    position = table.Column<string>(type: "character varying(65536)", maxLength: 65536, nullable: true, collation: "C"),
                    pending = table.Column<byte[]>(type: "bytea", nullable: true),
                    position_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_leases", x => x.domain);
                });

            migrationBuilder.CreateTable(
                name: "openid_applications",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    application_type = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: true, collation: "C"),
                    client_id = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true, collation: "C"),
                    client_secret = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    client_type = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: true, collation: "C"),
                    concurrency_token = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: true, collation: "C"),
                    consent_type = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: true, collation: "C"),
                    display_name = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    display_names = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    json_web_key_set = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    permissions = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    post_logout_redirect_uris = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    properties = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    redirect_uris = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    requirements = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    settings = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_openid_applications", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "openid_scopes",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    concurrency_token = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: true, collation: "C"),
                    description = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    descriptions = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    display_name = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    display_names = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true, collation: "C"),
                    properties = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    resources = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_openid_scopes", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "sign_ins",
                columns: table => new
                {
                    domain = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    method = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    previous = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    keep_password_hash = table.Column<bool>(type: "boolean", nullable: false),
                    changed_at = table.Column<long>(type: "bigint", nullable: false),
                    changed_by = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sign_ins", x => x.domain);
                });

            migrationBuilder.CreateTable(
                name: "spent_assertions",
                columns: table => new
                {
                    hash = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    expires_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_spent_assertions", x => x.hash);
                });

            migrationBuilder.CreateTable(
                name: "tenants",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    initial_domain = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    incarnation = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_tenants", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "users",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    source = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    anchor = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true, collation: "C"),
                    user_name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    normalized_user_name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    administrator = table.Column<bool>(type: "boolean", nullable: false),
                    enabled = table.Column<bool>(type: "boolean", nullable: false),
                    expires = table.Column<long>(type: "bigint", nullable: true),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    deleted_at = table.Column<long>(type: "bigint", nullable: true),
                    deletion_reason = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true, collation: "C"),
                    display_name = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    given_name = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    surname = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    mail = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    object_guid = table.Column<Guid>(type: "uuid", nullable: true),
                    on_premises_user_name = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    normalized_on_premises_user_name = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    sam_account_name = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    net_bios_domain = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    dns_domain = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    distinguished_name = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    sid = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    delivered_by = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    delivery_sequence = table.Column<long>(type: "bigint", nullable: true),
                    synchronized_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_users", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "group_members",
                columns: table => new
                {
                    group_id = table.Column<Guid>(type: "uuid", nullable: false),
                    member_guid = table.Column<Guid>(type: "uuid", nullable: false),
                    present = table.Column<bool>(type: "boolean", nullable: false),
                    epoch = table.Column<int>(type: "integer", nullable: false),
                    given_at = table.Column<long>(type: "bigint", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    changed_at = table.Column<long>(type: "bigint", nullable: false),
                    invocation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    list_number = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_group_members", x => new { x.group_id, x.member_guid });
                    table.ForeignKey(
                        name: "fk_group_members_groups_group_id",
                        column: x => x.group_id,
                        principalTable: "groups",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "openid_authorizations",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    application_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    concurrency_token = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: true, collation: "C"),
                    creation_date = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    properties = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    scopes = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    status = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: true, collation: "C"),
                    subject = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true, collation: "C"),
                    type = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_openid_authorizations", x => x.id);
                    table.ForeignKey(
                        name: "fk_openid_authorizations_openid_applications_application_id",
                        column: x => x.application_id,
                        principalTable: "openid_applications",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "credentials",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    verifier = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false, collation: "C"),
                    hardness = table.Column<int>(type: "integer", nullable: false),
                    source = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    set_by = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    changed_at = table.Column<long>(type: "bigint", nullable: false),
                    must_change = table.Column<bool>(type: "boolean", nullable: false),
                    synchronized_at = table.Column<long>(type: "bigint", nullable: true),
                    epoch = table.Column<int>(type: "integer", nullable: true),
                    password_version = table.Column<long>(type: "bigint", nullable: true),
                    password_time = table.Column<long>(type: "bigint", nullable: true),
                    password_invocation = table.Column<Guid>(type: "uuid", nullable: true),
                    password_usn = table.Column<long>(type: "bigint", nullable: true),
                    last_set_version = table.Column<long>(type: "bigint", nullable: true),
                    last_set_time = table.Column<long>(type: "bigint", nullable: true),
                    last_set_invocation = table.Column<Guid>(type: "uuid", nullable: true),
                    last_set_usn = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_credentials", x => x.user_id);
                    table.ForeignKey(
                        name: "fk_credentials_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "openid_tokens",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    application_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    authorization_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    concurrency_token = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: true, collation: "C"),
                    creation_date = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    expiration_date = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    payload = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    properties = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    redemption_date = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    reference_id = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true, collation: "C"),
                    status = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: true, collation: "C"),
                    subject = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true, collation: "C"),
                    type = table.Column<string>(type: "character varying(150)", maxLength: 150, nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_openid_tokens", x => x.id);
                    table.ForeignKey(
                        name: "fk_openid_tokens_openid_applications_application_id",
                        column: x => x.application_id,
                        principalTable: "openid_applications",
                        principalColumn: "id");
                    table.ForeignKey(
                        name: "fk_openid_tokens_openid_authorizations_authorization_id",
                        column: x => x.authorization_id,
                        principalTable: "openid_authorizations",
                        principalColumn: "id");
                });

            migrationBuilder.CreateIndex(
                name: "ix_audit_entries_at",
                table: "audit_entries",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "ix_credentials_hardness",
                table: "credentials",
                column: "hardness",
                filter: "hardness = 0");

            migrationBuilder.CreateIndex(
                name: "ix_group_members_member_guid",
                table: "group_members",
                column: "member_guid");

            migrationBuilder.CreateIndex(
                name: "ix_groups_anchor",
                table: "groups",
                column: "anchor",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_groups_deleted_at",
                table: "groups",
                column: "deleted_at",
                filter: "deleted_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_groups_normalized_name",
                table: "groups",
                column: "normalized_name");

            migrationBuilder.CreateIndex(
                name: "ix_groups_object_guid",
                table: "groups",
                column: "object_guid");

            migrationBuilder.CreateIndex(
                name: "ix_openid_applications_client_id",
                table: "openid_applications",
                column: "client_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_openid_authorizations_application_id_status_subject_type",
                table: "openid_authorizations",
                columns: new[] { "application_id", "status", "subject", "type" });

            migrationBuilder.CreateIndex(
                name: "ix_openid_scopes_name",
                table: "openid_scopes",
                column: "name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_openid_tokens_application_id_status_subject_type",
                table: "openid_tokens",
                columns: new[] { "application_id", "status", "subject", "type" });

            migrationBuilder.CreateIndex(
                name: "ix_openid_tokens_authorization_id",
                table: "openid_tokens",
                column: "authorization_id");

            migrationBuilder.CreateIndex(
                name: "ix_openid_tokens_reference_id",
                table: "openid_tokens",
                column: "reference_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_spent_assertions_expires_at",
                table: "spent_assertions",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "ix_users_anchor",
                table: "users",
                column: "anchor",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_users_deleted_at",
                table: "users",
                column: "deleted_at",
                filter: "deleted_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_users_normalized_on_premises_user_name",
                table: "users",
                column: "normalized_on_premises_user_name");

            migrationBuilder.CreateIndex(
                name: "ix_users_normalized_user_name",
                table: "users",
                column: "normalized_user_name",
                unique: true,
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_users_object_guid",
                table: "users",
                column: "object_guid");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "agents");

            migrationBuilder.DropTable(
                name: "audit_entries");

            migrationBuilder.DropTable(
                name: "credentials");

            migrationBuilder.DropTable(
                name: "domain_epochs");

            migrationBuilder.DropTable(
                name: "domains");

            migrationBuilder.DropTable(
                name: "enrollment_codes");

            migrationBuilder.DropTable(
                name: "features");

            migrationBuilder.DropTable(
                name: "federation_providers");

            migrationBuilder.DropTable(
                name: "group_members");

            migrationBuilder.DropTable(
                name: "lease_seekers");

            migrationBuilder.DropTable(
                name: "leases");

            migrationBuilder.DropTable(
                name: "openid_scopes");

            migrationBuilder.DropTable(
                name: "openid_tokens");

            migrationBuilder.DropTable(
                name: "sign_ins");

            migrationBuilder.DropTable(
                name: "spent_assertions");

            migrationBuilder.DropTable(
                name: "tenants");

            migrationBuilder.DropTable(
                name: "users");

            migrationBuilder.DropTable(
                name: "groups");

            migrationBuilder.DropTable(
                name: "openid_authorizations");

            migrationBuilder.DropTable(
                name: "openid_applications");
        }
    }
}
