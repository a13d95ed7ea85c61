using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Skybridge.Cloud.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class SharedNodes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "ring_keys",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    @sealed = table.Column<byte[]>(name: "sealed", type: "bytea", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_ring_keys", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "sign_in_counters",
                columns: table => new
                {
                    key = table.Column<Guid>(type: "uuid", nullable: false),
                    level = table.Column<double>(type: "double precision", nullable: false),
                    level_at = table.Column<long>(type: "bigint", nullable: false),
                    not_before = table.Column<long>(type: "bigint", nullable: false),
                    held_until = table.Column<long>(type: "bigint", nullable: false),
                    recent = table.Column<byte[]>(type: "bytea", nullable: false),
                    expires_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sign_in_counters", x => x.key);
                });

            migrationBuilder.CreateIndex(
                name: "ix_sign_in_counters_expires_at",
                table: "sign_in_counters",
                column: "expires_at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ring_keys");

            migrationBuilder.DropTable(
                name: "sign_in_counters");
        }
    }
}
