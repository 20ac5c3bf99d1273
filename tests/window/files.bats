#!/usr/bin/env bats
# The window and the files of others: what changes under it, and what is left behind by one that was killed.

# shellcheck disable=SC2154  # pid and window are set in common.bash

load common

@test "a recording that is overwritten, cut short or removed while it is shown changes nothing but for a message" {
    local way view
    for way in overwritten "cut short" removed; do
        rm -rf trace
        cp "$GOLDEN/race.rl" race.rl
        start race.rl
        until_trace updates=600 playing=1
        case $way in
            overwritten) head -c 9280 /dev/zero | tr '\0' '\377' >other && dd if=other of=race.rl conv=notrunc status=none ;;
            "cut short") : >race.rl ;;
            removed) rm race.rl ;;
        esac
        for _ in $(seq 60); do grep -q "The file on disk has changed" trace && break; sleep 0.1; done
        grep -q "The file on disk has changed" trace
        key space
        for view in 2:timeline 3:ledger 1:stage; do
            key "${view%%:*}"
            until_trace view="${view##*:}"
            key Home; until_trace events=0
            key n Prior Next
            key End; until_trace events=1200
        done
        key ctrl+q
        ends_with 0 || { echo "$way"; return 1; }
    done
}

@test "a file that was spoiled is refused with a message, and the window stays with what it shows" {
    cp "$GOLDEN/race.rl" race.rl
    truncate -s 5000 race.rl
    start race.rl
    until_trace running=0
    sleep 0.3
    kill -0 "$pid"
    key 2; until_trace view=timeline
    key ctrl+q
    ends_with 0
}

@test "what a killed window and its child leave is removed by the next" {
    local i
    for i in 1 2 3 4 5; do
        rm -f trace
        start --iterations 200000
        sleep "0.0$i"
        kill -KILL "$pid"
        wait "$pid" 2>/dev/null || true
    done
    [ -n "$(ls -A tmp)" ]
    rm -f trace
    start --iterations 2000
    until_trace updates=8000
    [ "$(find tmp -mindepth 1 -maxdepth 1 | wc -l)" -eq 1 ]
    key ctrl+q
    ends_with 0
}

@test "closed while its child runs and saves, at many moments, it leaves nothing" {
    local i
    for i in $(seq 12); do
        rm -f trace
        start --iterations 300000
        sleep "0.$(printf %02d $((i * 5)))"
        kill -TERM "$pid"
        ends_with 143 || { echo "try $i"; return 1; }
    done
}

@test "bookmarks are kept beside the recording, and what is no note stays as it is" {
    cp "$GOLDEN/race.rl" race.rl
    printf '# by hand\nno time\n0.288ms first loss\n' >race.rl.notes
    start race.rl
    until_trace updates=600 'message=race.rl.notes, line 2.*'
    key Home; key m
    until_trace 'message=Bookmarked.*'
    key ctrl+q
    ends_with 0
    [ "$(cat race.rl.notes)" = "$(printf '# by hand\nno time\n0.288ms first loss\n0ms')" ]
    # Of a run they last until it is saved, then stand beside it.
    start --iterations 100
    until_trace running=0 reading=0 updates=400
    key Home; key m
    until_trace 'message=Bookmarked.*'
    save_as other.rl
    for _ in $(seq 200); do [ -s other.rl.notes ] && break; sleep 0.1; done
    key ctrl+q
    ends_with 0
    [ "$(cat other.rl.notes)" = 0ms ]
}

@test "a recording is opened and saved by a name that is typed, completed and asked about" {
    mkdir -p runs/deep
    cp "$GOLDEN/race.rl" runs/bank-one.rl
    cp "$GOLDEN/race.rl" runs/bank-two.rl
    : >runs/bank.txt
    echo mine >runs/taken.rl
    start --iterations 50
    until_trace updates=200 running=0 reading=0
    # Of what is not recorded nothing is taken: bank.txt does not count.
    key ctrl+o
    until_trace open=-12
    key ctrl+a
    xdotool type --delay 4 ru
    until_trace typed=ru
    key Tab
    until_trace typed=runs/
    xdotool type --delay 4 b
    until_trace typed=runs/b
    key Tab
    until_trace typed=runs/bank-
    xdotool type --delay 4 o
    until_trace typed=runs/bank-o
    key Tab
    until_trace typed=runs/bank-one.rl
    key Return
    until_trace updates=600 open=-1
    [ "$(xdotool getwindowname "$window")" = "bank-one.rl – No lock – 176 of 600 lost – Race Ledger" ]
    # What is not there is said, and the field stays.
    key ctrl+o
    give_name none.rl
    until_trace open=-12
    key Escape
    until_trace open=-1
    # Another's file is kept until Enter says it twice.
    key ctrl+shift+s
    give_name runs/taken.rl
    sleep 0.3
    until_trace open=-12
    [ "$(cat runs/taken.rl)" = mine ]
    key Return
    until_trace open=-1 'message=Saved as .*runs/taken.rl'
    diff <("$RACELEDGER" show runs/taken.rl) <("$RACELEDGER" show "$GOLDEN/race.rl")
    key ctrl+q
    ends_with 0
}

@test "a run is saved once, where it is asked for, and has that file from then on" {
    start --iterations 50
    until_trace updates=200 running=0 reading=0
    key ctrl+s
    until_trace open=-12
    key Escape
    until_trace open=-1
    [ -z "$(ls -- *.rl 2>/dev/null)" ]
    save_as once.rl
    key ctrl+s
    until_trace 'message=Nothing to save: it is in .*once.rl.*'
    xdotool getwindowname "$window" | grep -q '^once.rl – '
    key ctrl+w
    ends_with 0
    "$RACELEDGER" show once.rl >/dev/null
}

# The processes of windows that were opened from this test's own.
others() {
    local each
    for each in $(pgrep -f -- '--home --another'); do
        tr '\0' '\n' <"/proc/$each/environ" 2>/dev/null | grep -qx "HOME=$HERE" && echo "$each"
    done
}

@test "Ctrl+N opens another window that looks alike, goes on by itself, and keeps what the first has kept" {
    cp "$GOLDEN/race.rl" one.rl
    cp "$GOLDEN/queue.rl" two.rl
    local first other
    start --theme light one.rl
    until_trace updates=600 theme=light
    first=$window
    key ctrl+n
    for _ in $(seq 100); do [ -n "$(others)" ] && break; sleep 0.1; done
    other=$(others)
    [ "$(echo "$other" | wc -l)" -eq 1 ]
    grep -q '^theme = light$' config/raceledger/settings
    grep -q 'one\.rl$' config/raceledger/settings
    # The first is closed; the other opens a file of its own.
    xdotool windowactivate --sync "$first"
    key ctrl+q
    wait "$pid"
    pid=$other
    window=$(xdotool search --pid "$other" | tail -n 1)
    [ -n "$window" ]
    xdotool windowactivate --sync "$window"
    key ctrl+o
    sleep 0.5
    key ctrl+a
    xdotool type --delay 4 two.rl
    key Return
    for _ in $(seq 100); do xdotool getwindowname "$window" | grep -q '^two.rl' && break; sleep 0.1; done
    xdotool getwindowname "$window" | grep -q '^two.rl'
    key ctrl+q
    for _ in $(seq 100); do kill -0 "$other" 2>/dev/null || break; sleep 0.1; done
    run -1 kill -0 "$other"
    [ -z "$(ls -A tmp)" ]
    [ "$(grep '^recent = ' config/raceledger/settings)" = "$(printf 'recent = %s/two.rl\nrecent = %s/one.rl' "$HERE" "$HERE")" ]
    grep -q '^theme = light$' config/raceledger/settings
}

@test "the desktop's dialog opens and saves; cancelled, refused, gone or wrong it is said in a line, and the window goes on" {
    local answer
    cp "$GOLDEN/race.rl" "two words.rl"
    zenity_does 'printf "%s\n" "$@" >asked; while [ ! -e answer ]; do sleep 0.05; done; cat answer; rm answer'
    start --iterations 50
    until_trace updates=200 running=0 reading=0
    # It stays open while the window draws and answers; another is not opened beside it.
    key ctrl+o
    for _ in $(seq 100); do [ -s asked ] && break; sleep 0.1; done
    key 2; until_trace view=timeline
    key ctrl+o; until_trace 'message=A dialog for files is open already.*'
    printf '%s\n' "--file-selection" "--title=Open a recording or scenes" "--filename=$HERE/" \
        "--file-filter=Recordings and scenes (*.rl, *.rlscenes) | *.rl *.rlscenes" "--file-filter=All files | *" | diff - asked
    echo "$HERE/two words.rl" >answer
    until_trace updates=600
    # Saved where it says.
    rm -f asked
    key ctrl+shift+s
    for _ in $(seq 100); do [ -s asked ] && break; sleep 0.1; done
    grep -qx -- --save asked
    grep -qx -- '--file-filter=Recordings (\*.rl) | \*.rl' asked
    grep -qx -- "--filename=$HERE/two words.rl" asked
    # A name may have a line's end in it.
    printf '%s/saved\n.rl\n' "$HERE" >answer
    for _ in $(seq 100); do grep -q 'message=Saved as .*saved$' trace && break; sleep 0.1; done
    [ ! -e saved ]
    diff <("$RACELEDGER" show $'saved\n.rl') <("$RACELEDGER" show "$GOLDEN/race.rl")
    key Escape; until_trace message=
    # Cancelled it leaves all as it was.
    zenity_does ': >asked; exit 1'
    rm -f asked
    key ctrl+shift+s
    for _ in $(seq 100); do [ -e asked ] && break; sleep 0.1; done
    key 1; until_trace view=stage open=-1
    # What is no answer is named, and the window asks itself.
    for answer in 'exit 0' 'echo name.rl' 'exit 3' 'kill -SEGV $$'; do
        zenity_does "$answer"
        key ctrl+o
        until_trace open=-12 "message=the desktop's dialog.*"
        key Escape; until_trace open=-1
        key Escape; until_trace message=
    done
    # Esc closes it; so does the end of the window.
    zenity_does 'echo $$ >asked; exec sleep 60'
    rm -f asked
    key ctrl+o
    for _ in $(seq 100); do [ -s asked ] && break; sleep 0.1; done
    key Escape
    for _ in $(seq 100); do kill -0 "$(cat asked)" 2>/dev/null || break; sleep 0.1; done
    ! kill -0 "$(cat asked)" 2>/dev/null
    rm -f asked
    key ctrl+o
    for _ in $(seq 100); do [ -s asked ] && break; sleep 0.1; done
    key ctrl+q
    ends_with 0
    ! kill -0 "$(cat asked)" 2>/dev/null
}

@test "kdialog is asked where there is neither a portal nor zenity" {
    rm bin/zenity
    printf '#!/bin/sh\nfor word; do echo "$word"; done\n' >bin/kdialog
    chmod +x bin/kdialog
    PATH=$HERE/bin "$RACELEDGER" window --ask save "Write it" x11:2a /some/where race.gif \
        "Animations (*.webp, *.gif), single pictures (*.png, *.svg)" "*.webp *.gif *.png *.svg" "All files" >asked
    printf '%s\n' --title "Write it" --getsavefilename /some/where/race.gif \
        "Animations, single pictures (*.webp *.gif *.png *.svg)" "All files (*)" --attach=42 | diff - asked
}

@test "two recordings stand one above the other, one playhead for both; B puts one away and the last one back" {
    printf 'no recording\n' >bad.rl
    start "$GOLDEN/v1/none.rl" "$GOLDEN/v1/mutex.rl"
    until_trace beside=1 view=stage
    key 2; until_trace view=timeline beside=1
    key n; until_trace playing=0
    key b; until_trace beside=0
    key b
    for _ in $(seq 60); do grep -q "No recording was shown before" trace && break; sleep 0.1; done
    key ctrl+q
    ends_with 0
    rm -f trace
    start "$GOLDEN/v1/none.rl" bad.rl
    for _ in $(seq 60); do grep -q "bad.rl" trace && break; sleep 0.1; done
    until_trace beside=0 updates=360
    key ctrl+q
    ends_with 0
}

@test "what is dropped with Ctrl, and what is chosen at home with it, stands below what is shown" {
    cp "$GOLDEN/v1/none.rl" none.rl
    cp "$GOLDEN/v1/mutex.rl" mutex.rl
    start none.rl
    until_trace updates=360 beside=0
    xdotool keydown ctrl
    python3 "$BATS_TEST_DIRNAME/drop.py" "$window" mutex.rl
    xdotool keyup ctrl
    until_trace updates=360 beside=1 view=stage
    # Without it is opened, and takes the upper place.
    python3 "$BATS_TEST_DIRNAME/drop.py" "$window" "$GOLDEN/race.rl"
    until_trace updates=600 beside=1
    key b; until_trace beside=0
    # What stood below is listed by now, as what was opened is.
    key BackSpace; until_trace view=home
    key slash
    xdotool type --delay 4 mutex.rl
    key ctrl+Return
    until_trace updates=600 beside=1 view=timeline
    # One of this window's runs.
    key r; until_trace past=0 running=0 reading=0
    key b; until_trace beside=0
    key F10; until_trace open=-3
    key Tab ctrl+Return
    until_trace beside=1 past=0 open=-1
    # A program's source goes where it can be checked, and nothing stands below what is not there.
    key b; until_trace beside=0
    echo 'int main(void) { return 0; }' >one.c
    xdotool keydown ctrl
    python3 "$BATS_TEST_DIRNAME/drop.py" "$window" one.c
    xdotool keyup ctrl
    until_trace view=home searching=1 beside=0
    key ctrl+q
    ends_with 0
    rm -f trace
    start --home
    until_trace view=home
    xdotool keydown ctrl
    python3 "$BATS_TEST_DIRNAME/drop.py" "$window" none.rl
    xdotool keyup ctrl
    until_trace updates=360 beside=0
    key ctrl+q
    ends_with 0
}

@test "of two recordings each keeps its own bookmarks" {
    cp "$GOLDEN/v1/none.rl" none.rl
    cp "$GOLDEN/v1/mutex.rl" mutex.rl
    printf '0.1ms by hand\n' >mutex.rl.notes
    start none.rl mutex.rl
    until_trace beside=1
    key 2; until_trace view=timeline
    # Where the pointer is: the lower half, then the upper one.
    xdotool mousemove --window "$window" 700 600
    key End; key m
    until_trace 'message=.*Bookmarked.*'
    for _ in $(seq 100); do [ "$(wc -l <mutex.rl.notes)" -eq 2 ] && break; sleep 0.1; done
    [ "$(wc -l <mutex.rl.notes)" -eq 2 ]
    grep -qx '0.1ms by hand' mutex.rl.notes
    [ ! -e none.rl.notes ]
    xdotool mousemove --window "$window" 700 260
    key m
    for _ in $(seq 100); do [ -s none.rl.notes ] && break; sleep 0.1; done
    [ -s none.rl.notes ]
    [ "$(wc -l <mutex.rl.notes)" -eq 2 ]
    # What somebody else writes to either is read again.
    printf '0.05ms elsewhere\n' >>mutex.rl.notes
    until_trace 'message=The notes in mutex.rl.notes have changed.*'
    printf '0.06ms here\n' >>none.rl.notes
    until_trace 'message=The notes in none.rl.notes have changed.*'
    key ctrl+q
    ends_with 0
}
