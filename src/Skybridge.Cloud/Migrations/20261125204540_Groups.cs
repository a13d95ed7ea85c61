using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Skybridge.Cloud.Migrations
{
    /// <inheritdoc />
    public partial class Groups : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "groups",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    anchor = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    object_guid = table.Column<Guid>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    normalized_name = table.Column<string>(type: "TEXT", nullable: false),
                    sam_account_name = table.Column<string>(type: "TEXT", nullable: false),
                    net_bios_domain = table.Column<string>(type: "TEXT", nullable: false),
                    dns_domain = table.Column<string>(type: "TEXT", nullable: false),
                    distinguished_name = table.Column<string>(type: "TEXT", nullable: false),
                    sid = table.Column<string>(type: "TEXT", nullable: false),
                    display_name = table.Column<string>(type: "TEXT", nullable: true),
                    description = table.Column<string>(type: "TEXT", nullable: true),
                    mail = table.Column<string>(type: "TEXT", nullable: true),
                    security = table.Column<bool>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    deleted_at = table.Column<long>(type: "INTEGER", nullable: true),
                    deletion_reason = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    delivered_by = table.Column<string>(type: "TEXT", nullable: true),
                    delivery_sequence = table.Column<long>(type: "INTEGER", nullable: true),
                    synchronized_at = table.Column<long>(type: "INTEGER", nullable: true),
                    list_number = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_groups", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "group_members",
                columns: table => new
                {
                    group_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    member_guid = table.Column<Guid>(type: "TEXT", nullable: false),
                    present = table.Column<bool>(type: "INTEGER", nullable: false),
                    epoch = table.Column<int>(type: "INTEGER", nullable: false),
                    given_at = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false),
                    changed_at = table.Column<long>(type: "INTEGER", nullable: false),
                    invocation_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    list_number = table.Column<long>(type: "INTEGER", nullable: false)
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

            migrationBuilder.CreateIndex(
                name: "ix_users_object_guid",
                table: "users",
                column: "object_guid");

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
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "group_members");

            migrationBuilder.DropTable(
                name: "groups");

            migrationBuilder.DropIndex(
                name: "ix_users_object_guid",
                table: "users");
        }
    }
}
