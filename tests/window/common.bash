# A display of its own for every file of window tests: Xvfb, a window manager, and the program in it.

# A screen of that size with a window manager, in DISPLAY from here on; its processes are in the folder's file "screen".
open_screen() {
    local number size=$1 folder=$2
    # Xvfb picks a free display itself and tells which.
    Xvfb -displayfd 5 -screen 0 "${size}x24" -nolisten tcp 5>"$folder/display" >/dev/null 2>&1 3>&- &
    echo $! >"$folder/screen"
    for _ in $(seq 100); do
        number=$(cat "$folder/display")
        [ -n "$number" ] && break
        sleep 0.1
    done
    [ -n "$number" ] || { echo "Xvfb does not start" >&2; return 1; }
    export DISPLAY=:$number
    # On a busy machine a window manager may not come up the first time.
    for _ in 1 2 3 4; do
        openbox >/dev/null 2>&1 3>&- &
        echo $! >>"$folder/screen"
        for _ in $(seq 160); do
            xprop -root _NET_SUPPORTING_WM_CHECK 2>/dev/null | grep -q '#' && return 0
            sleep 0.05
        done
        kill "$(tail -n 1 "$folder/screen")" 2>/dev/null || true
    done
    echo "openbox does not start" >&2
    return 1
}

# shellcheck disable=SC2046  # one word a process
close_screen() { [ ! -e "$1/screen" ] || kill $(cat "$1/screen") 2>/dev/null || true; }

setup_file() {
    [ -n "$RACELEDGER_WINDOW" ] || return 0
    unset WAYLAND_DISPLAY
    open_screen 1600x1000 "$BATS_FILE_TMPDIR"
}

teardown_file() {
    [ -n "$RACELEDGER_WINDOW" ] || return 0
    close_screen "$BATS_FILE_TMPDIR"
}

setup() {
    [ -n "$RACELEDGER_WINDOW" ] || skip "built without the window"
    HERE=$BATS_TEST_TMPDIR
    cd "$HERE" || return 1
    mkdir -p tmp config bin
    # Of a desktop whose dialogs would open nothing is there but a zenity that says so (src/gui/ask.h).
    export PATH=$HERE/bin:$PATH
    zenity_does 'exit 100'
    export TMPDIR=$HERE/tmp XDG_CONFIG_HOME=$HERE/config HOME=$HERE LANG=C
    export DBUS_SESSION_BUS_ADDRESS= # what this machine's desktop asks for changes nothing here
    export GOLDEN=$BATS_TEST_DIRNAME/../golden
}

# The desktop's dialog: a script.
zenity_does() { printf '#!/bin/sh\n%s\n' "$1" >bin/zenity && chmod +x bin/zenity; }

teardown() {
    [ -z "${pid:-}" ] || kill -KILL "$pid" 2>/dev/null || true
    close_screen "$HERE"
}

# Waits until the last line of the trace has all these words; at most 20 s.
until_trace() {
    local word good
    for _ in $(seq 200); do
        good=yes
        for word in "$@"; do
            tail -n 1 trace 2>/dev/null | grep -qE -- "(^| )$word( |\$)" || good=
        done
        [ -n "$good" ] && return 0
        sleep 0.1
    done
    echo "never: $*"
    tail -n 1 trace
    return 1
}

# A field of the trace's last line.
field() { tail -n 1 trace | tr ' ' '\n' | sed -n "s/^$1=//p"; }

start() {
    "$RACELEDGER" window --trace trace "$@" 3>&- &
    pid=$!
    for _ in $(seq 100); do
        window=$(xdotool search --pid "$pid" 2>/dev/null | tail -n 1) && [ -n "$window" ] && break
        sleep 0.1
    done
    [ -n "$window" ] || { echo "no window"; return 1; }
    xdotool windowactivate --sync "$window"
}

key() { xdotool key "$@"; }

# Gives the field for a file, which is open, a name.
give_name() {
    until_trace open=-12 searching=1
    key ctrl+a
    xdotool type --delay 4 "$1"
    key Return
}

# Saves what is shown, which has no file yet, under that name.
save_as() {
    key ctrl+s
    give_name "$1"
    until_trace open=-1 'message=Saved.*'
}

ends_with() {
    local status=0
    wait "$pid" || status=$?
    pid=
    [ "$status" -eq "$1" ] || { echo "exit status $status, not $1"; return 1; }
    # No passing files and no children are left.
    [ -z "$(ls -A tmp)" ] || { echo "left behind:"; ls -R tmp; return 1; }
}
