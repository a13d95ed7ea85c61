# Whether a package that this repository brings is known to be vulnerable. Sourced by ./test.
# A source without advisories says nothing at all, as one does that knows of none: so it is asked about a package that is known to be vulnerable, first.

advisories_offered() {
    local folder found=1
    folder=$(mktemp -d)
    cat >"$folder/canary.csproj" <<'PROJECT'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><NuGetAudit>false</NuGetAudit></PropertyGroup>
  <ItemGroup><PackageReference Include="Newtonsoft.Json" Version="12.0.1" /></ItemGroup>
</Project>
PROJECT
    timeout 120 dotnet restore "$folder/canary.csproj" >/dev/null 2>&1 &&
        timeout 120 dotnet list "$folder/canary.csproj" package --vulnerable 2>/dev/null | grep -q Newtonsoft.Json && found=0
    rm -rf "$folder"
    return "$found"
}

# Prints what came of it; fails where a vulnerable package is named.
check_advisories() {
    if ! advisories_offered; then
        printf 'Known vulnerabilities of packages: not checked; the package source offers no advisories.\n'
        return 0
    fi
    local found
    if ! found=$(timeout 300 dotnet list Skybridge.slnx package --vulnerable --include-transitive 2>&1); then
        printf 'Known vulnerabilities of packages: not checked; the package source did not answer.\n'
        return 0
    fi
    if grep -q '^ *> ' <<<"$found"; then
        grep -E '^(Project|The given project)|^ *> ' <<<"$found"
        printf 'Known vulnerabilities of packages: found.\n'
        return 1
    fi
    printf 'Known vulnerabilities of packages: none.\n'
}
