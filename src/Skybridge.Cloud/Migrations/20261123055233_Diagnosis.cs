using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Skybridge.Cloud.Migrations
{
    /// <inheritdoc />
    public partial class Diagnosis : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "because_domain",
                table: "features",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "because_from",
                table: "features",
                type: "TEXT",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "because_to",
                table: "features",
                type: "TEXT",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "set_by",
                table: "credentials",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "last_delivery_at",
                table: "agents",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "sign_ins",
                columns: table => new
                {
                    domain = table.Column<string>(type: "TEXT", nullable: false),
                    method = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    previous = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    keep_password_hash = table.Column<bool>(type: "INTEGER", nullable: false),
                    changed_at = table.Column<long>(type: "INTEGER", nullable: false),
                    changed_by = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sign_ins", x => x.domain);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "sign_ins");

            migrationBuilder.DropColumn(
                name: "because_domain",
                table: "features");

            migrationBuilder.DropColumn(
                name: "because_from",
                table: "features");

            migrationBuilder.DropColumn(
                name: "because_to",
                table: "features");

            migrationBuilder.DropColumn(
                name: "set_by",
                table: "credentials");

            migrationBuilder.DropColumn(
                name: "last_delivery_at",
                table: "agents");
        }
    }
}
