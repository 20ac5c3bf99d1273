# What the command-line tests share. RACELEDGER names the program.

setup() {
    HERE=$BATS_TEST_TMPDIR
    cd "$HERE" || return 1
    export GOLDEN=$BATS_TEST_DIRNAME/../golden LC_ALL=C.UTF-8 # what they compare is English
}

# Whether the program was built without the window.
no_window() { [ -z "${RACELEDGER_WINDOW:-}" ]; }

# One line on stderr that begins with the program's name, and the given exit status.
refused() {
    local want=$1 status=0
    shift
    "$RACELEDGER" "$@" >out 2>err || status=$?
    [ "$status" -eq "$want" ] || { echo "exit status $status, not $want: $*"; cat out err; return 1; }
    if [ "$(wc -l <err)" -ne 1 ] || ! grep -q '^raceledger: ' err; then 
        echo "not one clear line: $*"
        cat err
        return 1
    fi
}

# What must hold of every run's JSON.
books_hold() {
    jq -e '(.survived + .lost == .updates) and (.final + .lost_net == .expected) and .books_balance
           and ([.workers[].updates] | add) == .updates and ([.workers[].lost] | add) == .lost
           and .schema == 1' "$1" >/dev/null || { cat "$1"; return 1; }
}

# Nothing but the named files may be in the test's folder.
only_files() {
    local found
    found=$(find . -mindepth 1 -printf '%P ' | tr ' ' '\n' | sort | tr '\n' ' ')
    [ "${found// /}" = "$(printf '%s\n' "$@" | sort | tr -d '\n')" ] || { echo "found: $found"; return 1; }
}

no_children_left() {
    ! pgrep -f -- "--iterations 33000001" >/dev/null || { pgrep -af -- "--iterations 33000001"; return 1; }
}

# A tool that the test needs is not here: it is skipped, but in make soak, which has them all.
absent() {
    [ -z "${RACELEDGER_SOAK:-}" ] || fail "$*"
    skip "$*"
}

# Says why, and fails.
fail() {
    echo "$*"
    return 1
}
