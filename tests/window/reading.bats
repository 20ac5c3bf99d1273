#!/usr/bin/env bats
# What takes long: the window goes on drawing and answering, says how far it is, and Esc gives it up at once.

# shellcheck disable=SC2154  # pid and window are set in common.bash

load common

ITERATIONS=${READING_ITERATIONS:-4000000} # of two threads, two updates each

# The longest time between two pictures while a recording was read, in milliseconds, and how many pictures there were.
gaps() {
    awk '/ reading=1 / {
        for (i = 1; i <= NF; i++) if (sub(/^at_ms=/, "", $i)) at = $i
        if (before && at - before > most) most = at - before
        before = at; pictures++
    } END { print most + 0, pictures + 0 }' trace
}

@test "a long recording is read while the window draws and answers" {
    "$RACELEDGER" run --iterations "$ITERATIONS" --timing full --save big.rl >/dev/null
    start big.rl
    until_trace reading=1 running=0
    for theme in light dark light; do
        key t
        until_trace "theme=$theme"
    done
    until_trace "updates=$((ITERATIONS * 4))" reading=0
    read -r most pictures < <(gaps)
    echo "longest gap $most ms, $pictures pictures"
    [ "$pictures" -ge 3 ]
    [ "$most" -lt 1000 ] # a busy machine; without a thread it is all of the time
    # Its share grows.
    [ "$(grep -o ' read=[0-9.]*' trace | sort -u | wc -l)" -ge 2 ]
    # Saved in a thread, too.
    key ctrl+shift+s
    give_name copy.rl
    until_trace 'message=.*Saved.*'
    key ctrl+q
    ends_with 0
    cmp big.rl copy.rl
    rm -f copy.rl
}

@test "Esc gives a reading up at once, and another recording opens" {
    "$RACELEDGER" run --iterations "$ITERATIONS" --timing full --save big.rl >/dev/null
    start big.rl
    until_trace reading=1
    key Escape
    until_trace reading=0 'message=.*given up.*' updates=0
    python3 "$BATS_TEST_DIRNAME/drop.py" "$window" "$GOLDEN/race.rl"
    until_trace updates=600
    # Closed while it reads.
    python3 "$BATS_TEST_DIRNAME/drop.py" "$window" big.rl
    key ctrl+q
    ends_with 0
}

@test "a run that its deadline stopped says so" {
    start --guard gil --iterations 8000000 --deadline 300ms
    until_trace 'message=Stopped by its deadline after .* of 32.*000.*000 updates' running=0 reading=0
    [ "$(field updates)" -lt 32000000 ]
    key ctrl+q
    ends_with 0
}

@test "the first run is made again where it loses nothing, and those before can be seen" {
    # So short that hardly any run loses something.
    start --iterations 1
    until_trace running=0 reading=0 'updates=4' 'message=Run [2-5].*|lost=[1-9].*'
    runs=$(field runs)
    if [ "$(field lost)" -eq 0 ]; then
        [ "$runs" -eq 5 ]
        tail -n 1 trace | grep -q 'message=Run 5 times, and nothing was lost'
    else
        [ "$runs" -le 5 ]
    fi
    # Only the first is.
    key r
    until_trace "runs=$((runs + 1))" running=0 reading=0
    key ctrl+q
    ends_with 0
}

@test "a guarded first run is made once" {
    start --guard mutex --iterations 1
    until_trace running=0 reading=0 updates=4 runs=1
    sleep 0.5
    [ "$(field runs)" -eq 1 ]
    key ctrl+q
    ends_with 0
}

@test "a guard chosen while another run goes on is run when that has been stopped" {
    start --guard gil --iterations 400000
    until_trace running=1
    eval "$(xdotool getwindowgeometry --shell "$window")"
    xdotool mousemove --window "$window" $((WIDTH * 3 / 16)) $((HEIGHT * 11 / 100)) click 1
    until_trace guard=1 updates=1600000 running=0 reading=0
    key ctrl+q
    ends_with 0
}
