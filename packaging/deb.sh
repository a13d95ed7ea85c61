# Makes Debian packages of published programs. Sourced by packaging/build: $version, $work, $output and $fast are its.

# program, architecture, folder with the program and its library
debian_package() {
    local program=$1 architecture=$2 published=$3
    local root=$work/deb/$program-$architecture source=packaging/$program
    rm -rf "$root"
    install -d -m 755 "$root/DEBIAN"
    install -D -m 755 -t "$root/usr/lib/$program" "$published/$program"
    install -D -m 644 -t "$root/usr/lib/$program" "$published"/*.so
    sed "s/PROGRAM/$program/g" packaging/wrapper.sh >"$work/wrapper"
    install -D -m 755 "$work/wrapper" "$root/usr/bin/$program"
    install -D -m 644 -t "$root/usr/lib/systemd/system" "$source/$program.service"
    install -D -m 644 "$work/$program.bash" "$root/usr/share/bash-completion/completions/$program"
    install -D -m 644 "$work/$program.zsh" "$root/usr/share/zsh/vendor-completions/_$program"
    install -D -m 644 "$work/$program.fish" "$root/usr/share/fish/vendor_completions.d/$program.fish"
    install -d "$root/usr/share/man/man1" "$root/usr/share/doc/$program" "$root/usr/share/lintian/overrides"
    gzip -n -9 <"$work/$program.1" >"$root/usr/share/man/man1/$program.1.gz"
    debian_changelog "$program" | gzip -n -9 >"$root/usr/share/doc/$program/changelog.gz"
    install -m 644 packaging/copyright "$root/usr/share/doc/$program/copyright"
    sed "s/PROGRAM/$program/g" packaging/lintian-overrides >"$root/usr/share/lintian/overrides/$program"
    for script in postinst prerm postrm; do
        sed "s/PROGRAM/$program/g" "packaging/$script.sh" >"$root/DEBIAN/$script"
        chmod 755 "$root/DEBIAN/$script"
    done
    # Folders as everybody may see them, whatever the umask here is.
    find "$root" -type d -exec chmod 755 {} +
    find "$root/usr/share" -type f -exec chmod 644 {} +
    (cd "$root" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$root/DEBIAN/md5sums"
    sed -e "s/VERSION/$version/; s/ARCHITECTURE/$architecture/; s/SIZE/$(du -k -s --apparent-size "$root/usr" | cut -f1)/" "$source/control" >"$root/DEBIAN/control"
    local compression=(-Zxz -z6)
    [ -z "$fast" ] || compression=(-Znone)
    dpkg-deb --root-owner-group "${compression[@]}" --build "$root" "$output/${program}_${version}_$architecture.deb" >/dev/null
    rm -rf "$root"
    printf '%s_%s_%s.deb\n' "$program" "$version" "$architecture"
}

debian_changelog() {
    printf '%s (%s) unstable; urgency=medium\n\n  * See CHANGELOG.md of the sources.\n\n -- The Skybridge authors <skybridge@localhost.localdomain>  %s\n' \
        "$1" "$version" "$(LC_ALL=C date --utc --date="@$SOURCE_DATE_EPOCH" '+%a, %d %b %Y %H:%M:%S +0000')"
}
