#!/usr/bin/env bats
# Installed: every file is there, the program works from there, and nothing is left when it is taken away.

bats_require_minimum_version 1.5.0
load common

setup() {
    HERE=$BATS_TEST_TMPDIR
    TOP=$BATS_TEST_DIRNAME/../..
    cd "$HERE" || return 1
    [ -n "${RACELEDGER_MADE:-}" ] || skip "not what is installed: under a sanitizer"
    ! no_window || export NO_WINDOW=yes
}

# .ci/install-files with these variables, from where the files are.
installer() { (cd "${FROM:-$TOP}" && env "$@"); }
install_it() { installer "$@" .ci/install-files "${PROGRAM:-$RACELEDGER}" "$RACELEDGER_MADE"; }
remove_it() { installer "$@" .ci/install-files --remove; }

@test "all that is installed is there, and nothing is left when it is removed" {
    install_it DESTDIR="$HERE/root" PREFIX=/usr >said
    local path wanted=(bin/raceledger lib/raceledger/libraceledger-inside.so lib/raceledger/libraceledger-hooks.so
        share/man/man1/raceledger.1 share/man/man1/raceledger-record.1 share/mime/packages/raceledger.xml
        share/bash-completion/completions/raceledger share/zsh/site-functions/_raceledger
        share/fish/vendor_completions.d/raceledger.fish share/doc/raceledger/LICENSE share/doc/raceledger/examples/no-lock.rl)
    no_window || wanted+=(share/applications/raceledger.desktop share/metainfo/org.raceledger.raceledger.metainfo.xml
        share/thumbnailers/raceledger.thumbnailer share/icons/hicolor/scalable/apps/raceledger.svg
        share/icons/hicolor/symbolic/apps/raceledger-symbolic.svg share/icons/hicolor/16x16/apps/raceledger.png
        share/icons/hicolor/256x256/apps/raceledger.png)
    for path in "${wanted[@]}"; do
        [ -s "root/usr/$path" ] || fail "$path is not there"
        grep -qF "$HERE/root/usr/$path" said || fail "$path was not said"
    done
    for command in $("$RACELEDGER" --help | sed -n 's/^  \([a-z][a-z+-]*\) .*/\1/p'); do
        [ -s "root/usr/share/man/man1/raceledger-$command.1" ] || fail "no page of $command"
    done
    [ "$(wc -l <said)" -eq "$(find root -type f ! -name installed | wc -l)" ]
    [ -z "$(find root -type f -perm /022)" ]
    ! readelf -S root/usr/bin/raceledger | grep -qE '\.symtab|\.debug' || fail "not stripped"
    for sample in root/usr/share/doc/raceledger/examples/*.rl; do "$RACELEDGER" show "$sample" >/dev/null; done
    # Again over it.
    install_it DESTDIR="$HERE/root" PREFIX=/usr >/dev/null
    remove_it DESTDIR="$HERE/root" PREFIX=/usr >/dev/null
    [ -z "$(find root -mindepth 1)" ] || fail "left: $(find root)"
}

@test "the installed program works from anywhere, with record and cc" {
    install_it DESTDIR= PREFIX="$HERE/away" >/dev/null
    ln -s away/bin/raceledger linked
    run -0 ./linked record --quiet --json json -- sh -c 'true & wait'
    jq -e '.locks_reason == null' json
    printf 'int balance;\nint main(void) { balance++; return balance - 1; }\n' >one.c
    run -0 away/bin/raceledger cc one.c -o one
    ldd one | grep -q "$HERE/away/.*lib/raceledger/libraceledger-hooks.so"
    run -0 away/bin/raceledger record --quiet -o one.rl ./one
    run -0 away/bin/raceledger show one.rl
    # Not one of the tree's own files is looked for.
    ! grep -qaF "$(cd "$TOP" && pwd)/build" away/bin/raceledger || fail "it knows where it was built"
    remove_it DESTDIR= PREFIX="$HERE/away" >/dev/null
    [ ! -e away ] || fail "left: $(find away)"
}

@test "folders can be chosen each, and what others have there stays" {
    mkdir -p root/opt/bin
    touch root/opt/bin/other
    install_it DESTDIR="$HERE/root" bindir=/opt/bin datadir=/var/share mandir=/man >/dev/null
    [ -x root/opt/bin/raceledger ] && [ -f root/man/man1/raceledger.1 ] && [ -f root/var/share/mime/packages/raceledger.xml ]
    [ -f root/opt/lib/raceledger/libraceledger-inside.so ]
    run -0 root/opt/bin/raceledger --version
    touch root/var/share/mime/packages/others.xml
    remove_it DESTDIR="$HERE/root" bindir=/opt/bin datadir=/var/share mandir=/man >/dev/null
    [ "$(find root -type f | sort | xargs)" = "root/opt/bin/other root/var/share/mime/packages/others.xml" ]
    [ ! -e root/man ] && [ ! -e root/opt/lib ]
}

# The installer fails with one line that has these words, and puts nothing anywhere.
fails() {
    local words=$1 status=0
    shift
    install_it DESTDIR="$HERE/none" "$@" >out 2>err || status=$?
    [ "$status" -ne 0 ] && [ ! -s out ] && [ "$(wc -l <err)" -eq 1 ] && [ ! -e none ] || fail "$status: $(cat out err)"
    grep -qF -- "$words" err || fail "$(cat err)"
}

@test "a file that is missing, and folders that are no whole paths, are one clear line, and nothing is installed" {
    PROGRAM=$HERE/raceledger fails "$HERE/raceledger is not there: run make first" PREFIX=/usr
    fails 'PREFIX=usr: must be a whole path' PREFIX=usr
    fails 'bindir=bin: must be a whole path' PREFIX=/usr bindir=bin
    mkdir -p tree/tests
    cp -r "$TOP/.ci" "$TOP/assets" "$TOP/LICENSE" "$TOP/README.md" tree
    cp -r "$TOP/tests/golden" tree/tests
    for lost in LICENSE assets/desktop/raceledger.xml tests/golden/race.rl; do
        rm "tree/$lost"
        FROM=$HERE/tree fails "$lost is not there" PREFIX=/usr
        cp "$TOP/$lost" "tree/$lost"
    done
    local status=0
    remove_it DESTDIR="$HERE/none" PREFIX=/usr 2>err || status=$?
    [ "$status" -ne 0 ] && grep -q 'nothing to take away' err
}

@test "what the desktop reads is valid, and says the program's version" {
    no_window && skip "built without the window"
    "$RACELEDGER" --version | grep -qxF "raceledger $(sed -n 's/.*<release version="\([^"]*\)".*/\1/p' \
        "$TOP"/assets/desktop/*.metainfo.xml | head -n 1)"
    for side in 16 22 24 32 48 64 128 256; do
        [ "$(identify -format '%m %wx%h' "$TOP/assets/icons/raceledger-$side.png")" = "PNG ${side}x$side" ]
    done
    if command -v desktop-file-validate >/dev/null; then
        run -0 desktop-file-validate "$TOP/assets/desktop/raceledger.desktop"
        [ -z "$output" ] || fail "$output"
    fi
    if command -v appstreamcli >/dev/null; then
        run -0 appstreamcli validate --no-net "$TOP"/assets/desktop/*.metainfo.xml
        [[ $output == *"Validation was successful."* ]] || fail "$output"
    fi
    command -v desktop-file-validate >/dev/null && command -v appstreamcli >/dev/null || absent "not all validators are here"
}

@test "the desktop tells a recording from source code for Ragel by what it begins with" {
    command -v update-mime-database >/dev/null && command -v gio >/dev/null || absent "no update-mime-database or no gio here"
    install_it DESTDIR= PREFIX="$HERE/away" >/dev/null
    export XDG_DATA_HOME=$HERE/home XDG_DATA_DIRS=$HERE/away/share:/usr/share
    update-mime-database away/share/mime
    cp "$TOP/tests/golden/race.rl" recording.rl
    cp recording.rl without-an-ending
    printf '%%%%{\nmachine m;\nmain := "a";\n}%%%%\n' >machine.rl
    kind() { gio info -a standard::content-type "$1" | sed -n 's/.*content-type: //p'; }
    [ "$(kind recording.rl)" = application/x-raceledger ]
    [ "$(kind without-an-ending)" = application/x-raceledger ]
    [[ "$(kind machine.rl)" == text/* ]]
}

@test "the Debian package is installed, used and removed in a root of its own, and lintian has nothing to say" {
    [ -n "${RACELEDGER_SOAK:-}" ] || skip "it takes seconds: make soak does it"
    (cd "$TOP" && .ci/make-deb "$RACELEDGER" "$RACELEDGER_MADE" "$HERE") >said
    local package
    package=$(cat said)
    [ "$(dpkg-deb -f "$package" Version)" = "$("$RACELEDGER" --version | cut -d ' ' -f 2)" ]
    dpkg-deb -f "$package" Depends | grep -q libc6
    mkdir -p root/var/lib/dpkg/info root/var/lib/dpkg/updates
    touch root/var/lib/dpkg/status
    find root | sort >before
    dpkg --root="$HERE/root" --force-depends,not-root --log=/dev/null -i "$package" >/dev/null 2>&1
    run -0 root/usr/bin/raceledger record --quiet --json json -- true
    jq -e '.locks_reason == null' json
    gzip -dc root/usr/share/man/man1/raceledger-record.1.gz | grep -q '^.Dt RACELEDGER-RECORD 1$'
    [ ! -e root/usr/lib/raceledger/installed ]
    dpkg --root="$HERE/root" --force-not-root --log=/dev/null -P raceledger >/dev/null 2>&1
    [ -z "$(find root -path '*raceledger*' ! -path '*/dpkg/*')" ] || fail "left: $(find root)"
    [ ! -e root/usr ] || fail "left: $(find root)"
    run lintian --allow-root --fail-on error,warning "$package"
    [ "$status" -eq 0 ] && [ -z "$output" ] || fail "$output"
}
