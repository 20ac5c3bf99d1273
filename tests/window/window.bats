#!/usr/bin/env bats
# The program in a real window: started, run, played, looked at, resized, closed.

# shellcheck disable=SC2154  # pid and window are set in common.bash

load common

@test "started alone it runs the experiment at once and plays it" {
    start --iterations 20000
    until_trace updates=80000 playing=1 view=stage running=0
    before=$(field ns)
    for _ in $(seq 50); do [ "$(field ns)" -le "$before" ] || break; sleep 0.1; done
    [ "$(field ns)" -gt "$before" ]
    key ctrl+q
    ends_with 0
}

@test "views, playing, stepping and the looks follow their keys" {
    start "$GOLDEN/race.rl"
    until_trace updates=600 playing=1
    key space
    until_trace playing=0
    key Home
    until_trace events=0
    key Right; until_trace events=1
    key Right; until_trace events=2
    key Left; until_trace events=1
    key End; until_trace events=1200
    for view in 2:timeline 3:ledger 4:schedules 5:compare 1:stage; do
        key "${view%%:*}"
        until_trace view="${view##*:}"
    done
    key t; until_trace theme=light
    key t; until_trace theme=dark
    key question; until_trace help=1
    key Escape; until_trace help=0
    key l; until_trace lecture=1
    key b; until_trace blank=1
    key b; until_trace blank=0
    key Escape; until_trace lecture=0
    key ctrl+q
    ends_with 0
}

# Presses a key and waits for what the trace must then say.
key_gives() {
    local pressed=$1
    shift
    key "$pressed"
    until_trace "$@" || { echo "after $pressed"; return 1; }
}

# A field that a key must change, whatever to.
key_changes() {
    local before
    before=$(field "$2")
    key "$1"
    for _ in $(seq 100); do
        [ "$(field "$2")" = "$before" ] || return 0
        sleep 0.05
    done
    echo "$1 did not change $2=$before"
    return 1
}

@test "every key of the help page does what it says" {
    cp "$GOLDEN/race.rl" race.rl # bookmarks are kept beside it
    start race.rl
    until_trace updates=600 playing=1
    # play
    key_gives space playing=0
    key_gives Home events=0
    key_gives Right events=1
    key_gives period events=2
    key_gives comma events=1
    key_gives Left events=0
    key_changes n events
    first=$(field events)
    key_changes n events
    key_gives shift+n "events=$first"
    key_changes Page_Down events
    key_changes Page_Down events
    key_changes Page_Up events
    key_gives End events=1200
    speed=$(field speed)
    key_changes plus speed
    key_gives minus "speed=$speed"
    key_gives e pace=event
    key_gives e pace=time
    key_gives e pace=story
    # views
    key_gives 5 view=compare; key_gives 4 view=schedules; key_gives 3 view=ledger; key_gives 1 view=stage
    key_gives question help=1; key_gives Escape help=0
    key_gives F1 help=1; key_gives F1 help=0
    key_changes Tab focus
    key_changes Tab focus
    key_changes Tab focus
    key_changes shift+Tab focus # from the sentence to the chip of the lab
    key_gives Return open=-6
    key_gives Escape open=-1
    key_gives BackSpace view=home
    key_gives Right view=home
    key_gives Escape view=stage
    # timeline
    key_gives 2 view=timeline
    key_gives Home events=0
    local whole
    whole=$(field timeline) # all of the run
    key_changes w timeline
    key_changes d timeline
    key_changes a timeline
    for _ in 1 2 3; do key s; done
    until_trace "timeline=$whole"
    key_gives slash searching=1
    key_gives Escape searching=0
    key_gives f 'message=Nothing is selected.*'
    key_changes shift+f timeline
    key_gives alt+Left "timeline=$whole"
    key_gives m 'message=Bookmarked.*'; key_gives m 'message=The bookmark at.*'
    [ ! -e race.rl.notes ]
    key_gives ctrl+m open=-9; key_gives Escape open=-1
    key_gives k open=-11; key_gives k open=-1
    key_gives o open=-10; key_gives Escape searching=0; key_gives Escape open=-1
    # a collision that fits goes to the scheduler's desk
    key_gives 3 view=ledger
    key Home
    for _ in $(seq 40); do
        key Page_Down
        key x
        # It is not known at once whether it fits: Escape would give the search up.
        until_trace reducing=0 '(message=.+|view=schedules)'
        [ "$(field view)" != schedules ] || break
        key_gives Escape message=
    done
    until_trace view=schedules
    # display
    key_gives t theme=light; key_gives t theme=dark
    key_changes ctrl+minus zoom # larger than this window has room for is not offered
    key_changes ctrl+plus zoom
    key_changes ctrl+minus zoom
    key_gives ctrl+0 zoom=1.00
    key_gives F11 fullscreen=1; key_gives F11 fullscreen=0
    # lectures
    key_gives l lecture=1
    key_gives h spotlight=1; key_gives h spotlight=0
    key_gives b blank=1; key_gives b blank=0
    key_gives period blank=1; key_gives period blank=0
    key_gives Escape lecture=0
    key_gives F5 lecture=1; key_gives F5 lecture=0
    # files: what is saved has a test of its own
    key_gives F10 open=-3
    key_gives Escape open=-1
    key_gives ctrl+o open=-12
    key_gives Escape open=-1
    key ctrl+c
    until_trace 'message=.+'
    key ctrl+shift+c
    # run
    shown=$(field run)
    key r
    until_trace running=0
    for _ in $(seq 100); do [ "$(field run)" = "$shown" ] || break; sleep 0.05; done
    [ "$(field run)" != "$shown" ]
    key ctrl+q
    ends_with 0
}

@test "the timeline is zoomed, moved and fitted" {
    start "$GOLDEN/race.rl"
    until_trace updates=600
    key space
    key 2
    until_trace view=timeline timeline=0-0
    key Home
    local whole zoomed
    for _ in $(seq 100); do
        whole=$(field timeline)
        [ "$whole" != 0-0 ] && break
        sleep 0.1
    done
    [ "$whole" != 0-0 ]
    key w; key w
    sleep 0.5
    zoomed=$(field timeline)
    [ "$zoomed" != "$whole" ]
    key d
    sleep 0.5
    [ "$(field timeline)" != "$zoomed" ]
    for _ in 1 2 3 4 5 6 7 8; do key s; done
    until_trace "timeline=$whole" # further out there is nothing
    key ctrl+q
    ends_with 0
}

@test "a guard's card runs the experiment with it" {
    start --iterations 3000
    until_trace updates=12000 guard=0
    eval "$(xdotool getwindowgeometry --shell "$window")"
    xdotool mousemove --window "$window" $((WIDTH * 3 / 16)) $((HEIGHT * 11 / 100)) click 1
    until_trace guard=1 running=0
    key ctrl+q
    ends_with 0
}

@test "a run can be cancelled, and the window closed while one runs" {
    start --guard gil --iterations 3000000
    until_trace running=1
    key Escape
    until_trace running=0
    key r
    until_trace running=1
    key ctrl+q
    ends_with 0
}

@test "a file that is dropped on it opens" {
    start --iterations 2000
    until_trace updates=8000 running=0
    cp "$GOLDEN/race.rl" "two words.rl"
    python3 "$BATS_TEST_DIRNAME/drop.py" "$window" "two words.rl"
    until_trace updates=600
    # What is no recording is named, and what was shown stays.
    python3 "$BATS_TEST_DIRNAME/drop.py" "$window" "$GOLDEN/race.txt"
    until_trace updates=600 'message=.*race.txt.*'
    key ctrl+q
    ends_with 0
}

# A picture after the other takes a while.
is_animated() {
    for _ in 1 2 3 4 5 6; do until_trace "message=Animation saved as $1" && return 0; done
    return 1
}

@test "pictures and recordings are saved where it is asked for, by the ending, and nothing is written unasked" {
    start "$GOLDEN/race.rl"
    until_trace updates=600
    key p
    until_trace open=-12 searching=1
    [ -z "$(compgen -G 'race-*')" ]
    key Return
    until_trace 'message=Picture saved as .*/race-.*\.png'
    key p
    give_name "$HERE/view.svg"
    until_trace "message=Picture saved as $HERE/view.svg"
    head -c 40 view.svg | grep -q '<?xml'
    echo mine >view.svg
    key p
    give_name "$HERE/view.svg"
    until_trace open=-12
    grep -qx mine view.svg
    key Escape
    until_trace open=-1
    key p
    give_name "$HERE/view.doc"
    until_trace 'message=.*must end in .png or .svg.*'
    key Escape
    # Of the collision at the playhead.
    key space Next shift+p
    until_trace open=-12 searching=1
    [ -z "$(compgen -G 'race-*.webp' || compgen -G 'race-*.gif' || compgen -G 'race-*-0001.png')" ]
    key Return
    is_animated '.*'
    key shift+p
    give_name "$HERE/loss.png"
    is_animated "$HERE/loss-0001.png …"
    [ "$(identify -format %m loss-0001.png)" = PNG ]
    # Pictures of an animation that are there already stay as they are.
    rm loss-0001.png && echo mine >loss-0002.png
    key shift+p
    give_name "$HERE/loss.png"
    until_trace "message=$HERE/loss-0002.png is there already.*"
    [ ! -e loss-0001.png ] && grep -qx mine loss-0002.png
    key Escape
    # It is in a file, so nothing is written but where it is asked for.
    key ctrl+s
    until_trace 'message=Nothing to save: it is in .*race.rl.*'
    [ -z "$(ls -- *.rl 2>/dev/null)" ]
    key ctrl+shift+s
    give_name "$HERE/another.rl"
    until_trace "message=Saved as $HERE/another.rl"
    key ctrl+q
    ends_with 0
    [ "$(identify -format %m "$(find . -name 'race-*.png' ! -name '*-[0-9][0-9][0-9][0-9].png' | head -n 1)")" = PNG ]
    [ -n "$(compgen -G 'race-*.webp' || compgen -G 'race-*.gif' || compgen -G 'race-*-0001.png')" ]
    diff <("$RACELEDGER" show another.rl) <("$RACELEDGER" show "$GOLDEN/race.rl")
    grep -q "^recent = .*/another\.rl$" config/raceledger/settings
}

@test "it fits any size it is given, and remembers it" {
    start "$GOLDEN/race.rl"
    until_trace updates=600
    key space
    for size in 1024x700 1400x900 800x600; do
        xdotool windowsize "$window" "${size%x*}" "${size#*x}"
        until_trace "size=$size"
    done
    key ctrl+q
    ends_with 0
    grep -q '^width = 800$' config/raceledger/settings
    grep -q '^height = 600$' config/raceledger/settings
}

@test "idle and paused, nothing is drawn" {
    start "$GOLDEN/race.rl"
    until_trace updates=600
    key space
    until_trace playing=0
    xdotool mousemove 5 5
    sleep 1
    before=$(wc -l <trace)
    sleep 2
    [ "$(wc -l <trace)" -eq "$before" ]
    key ctrl+q
    ends_with 0
}

@test "a schedule is stepped, undone, shown and run on real threads" {
    start --iterations 2000
    until_trace updates=8000 running=0
    key 4
    until_trace view=schedules moves=
    key_gives Right moves=1
    key_gives Down moves=12
    key_gives BackSpace moves=1
    key_gives Home moves=
    key g # three switches, eight moves; they come one by one
    until_trace 'moves=[12]{8}'
    shown=$(field moves)
    # Run along the same moves: four updates, and the balance that the model says.
    key Return
    until_trace updates=4 running=0 view=stage
    save_as driven.rl
    key ctrl+q
    ends_with 0
    "$RACELEDGER" show driven.rl --json >shown.json
    "$RACELEDGER" run --schedule "$shown" --json >run.json 2>/dev/null
    [ "$(jq .final shown.json)" -ne 0 ]
    [ "$(jq .final shown.json)" -eq "$(jq .final run.json)" ]
    [ "$(jq .lost shown.json)" -eq "$(jq .lost run.json)" ]
}

@test "the comparison runs beside it, and one of its runs opens" {
    start --iterations 2000
    until_trace updates=8000
    key 5
    until_trace view=compare
    eval "$(xdotool getwindowgeometry --shell "$window")"
    xdotool mousemove --window "$window" $((WIDTH * 943 / 1000)) $((HEIGHT * 182 / 1000)) click 1
    until_trace 'compared=[1-9][0-9]*'
    xdotool mousemove --window "$window" $((WIDTH / 5)) $((HEIGHT * 29 / 100)) click 1
    until_trace view=stage updates=8000
    key ctrl+q
    ends_with 0
}

@test "the matrix of programs and versions fills in, one of its runs opens, and it can be stopped" {
    start --iterations 2000
    until_trace updates=8000
    key 5
    until_trace view=compare page=guards
    eval "$(xdotool getwindowgeometry --shell "$window")"
    xdotool mousemove --window "$window" $((WIDTH * 14 / 100)) $((HEIGHT * 185 / 1000)) click 1
    until_trace page=matrix matrix=0
    xdotool mousemove --window "$window" $((WIDTH * 943 / 1000)) $((HEIGHT * 182 / 1000)) click 1
    until_trace comparing=1 'matrix=(4[89]|[5-9][0-9]|1[0-9][0-9])'
    xdotool mousemove --window "$window" $((WIDTH / 5)) $((HEIGHT * 28 / 100)) click 1
    until_trace view=stage updates=240000 guard=4 past=-2
    key 5
    key_gives Escape comparing=0
    stopped=$(field matrix)
    sleep 1
    [ "$(field matrix)" = "$stopped" ]
    [ "$stopped" -lt 240 ]
    # By keyboard: past the next page's tab, start, fewer and more to the first cell, to the one right and down of it, and into it.
    run=$(field run)
    xdotool mousemove --window "$window" $((WIDTH * 14 / 100)) $((HEIGHT * 185 / 1000)) click 1
    for pressed in Tab Tab Tab Tab Tab Right Down; do key_changes $pressed focus; done
    key Return
    until_trace view=stage updates=240000 past=-2
    for _ in $(seq 50); do [ "$(field run)" = "$run" ] || break; sleep 0.1; done
    [ "$(field run)" != "$run" ]
    key ctrl+q
    ends_with 0
}

@test "a signal closes it and leaves nothing behind" {
    for signal in INT TERM HUP; do
        start --iterations 2000
        until_trace updates=8000
        kill -s "$signal" "$pid"
        ends_with $((128 + $(kill -l "$signal")))
    done
}

@test "a damaged settings file is set aside, a damaged recording is named" {
    mkdir -p config/raceledger
    echo "theme = blue" >config/raceledger/settings
    start "$GOLDEN/race.txt"
    sleep 1.5
    tail -n 1 trace | grep -q 'message=.*race.txt'
    [ -e config/raceledger/settings.damaged ]
    key ctrl+q
    ends_with 0
}

@test "what went wrong is told in the window's language" {
    start --lang zh --iterations 2000
    until_trace updates=8000 language=zh
    python3 "$BATS_TEST_DIRNAME/drop.py" "$window" "$GOLDEN/race.txt"
    until_trace 'message=.*race.txt：这不是记录文件'
    # A child that may not write its recording.
    rm -rf tmp/raceledger-*
    key r
    until_trace 'message=无法写入 .*：没有这个文件或文件夹' running=0
    key ctrl+q
    status=0
    wait "$pid" || status=$?
    pid=
    [ "$status" -eq 0 ]
}

# Ends within seconds with exit status 3 and one line that has the words.
no_display() {
    local words=$1 status=0
    shift
    env -u DISPLAY -u WAYLAND_DISPLAY -u SDL_VIDEODRIVER -u XDG_RUNTIME_DIR "$@" timeout 20 "$RACELEDGER" window 2>err ||
        status=$?
    [ "$status" -eq 3 ] || { echo "$*: exit status $status"; cat err; return 1; }
    [ "$(wc -l <err)" -eq 1 ] || { echo "$*:"; cat err; return 1; }
    grep -q "^raceledger: no display.*$words" err || { echo "$*:"; cat err; return 1; }
}

@test "with no display it says so, with exit status 3" {
    no_display "use raceledger run"
    no_display "use raceledger run" SDL_VIDEODRIVER=x11
    no_display "DISPLAY=:77 *;.*use raceledger run" DISPLAY=:77
    no_display "DISPLAY=localhost:10.0" DISPLAY=localhost:10.0
    no_display "WAYLAND_DISPLAY=wayland-9" WAYLAND_DISPLAY=wayland-9
    no_display "WAYLAND_DISPLAY=wayland-9" WAYLAND_DISPLAY=wayland-9 XDG_RUNTIME_DIR="$HERE"
    no_display "DISPLAY=:77, nor at WAYLAND_DISPLAY=wayland-9" DISPLAY=:77 WAYLAND_DISPLAY=wayland-9 XDG_RUNTIME_DIR="$HERE"
}

@test "a stale WAYLAND_DISPLAY does no harm beside a display that is there" {
    export WAYLAND_DISPLAY=wayland-9 XDG_RUNTIME_DIR=$HERE/tmp
    start "$GOLDEN/race.rl"
    until_trace updates=600
    key ctrl+q
    ends_with 0
}

@test "a driver that shows nothing is taken where somebody asks for it" {
    env -u DISPLAY SDL_VIDEODRIVER=dummy "$RACELEDGER" window --trace trace "$GOLDEN/race.rl" 3>&- &
    pid=$!
    until_trace updates=600
    kill -TERM "$pid"
    ends_with 143
}
