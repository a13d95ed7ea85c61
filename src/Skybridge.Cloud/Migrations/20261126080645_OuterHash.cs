using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Skybridge.Cloud.Migrations
{
    /// <inheritdoc />
    public partial class OuterHash : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "incarnation",
                table: "tenants",
                type: "TEXT",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"));

            migrationBuilder.AddColumn<int>(
                name: "purges",
                table: "domain_epochs",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "hardness",
                table: "credentials",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateIndex(
                name: "ix_credentials_hardness",
                table: "credentials",
                column: "hardness",
                filter: "hardness = 0");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_credentials_hardness",
                table: "credentials");

            migrationBuilder.DropColumn(
                name: "incarnation",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "purges",
                table: "domain_epochs");

            migrationBuilder.DropColumn(
                name: "hardness",
                table: "credentials");
        }
    }
}
