#!/usr/bin/env bats
# In a lecture hall: what came out is asked before it is shown.

# shellcheck disable=SC2154  # pid and window are set in common.bash

load common

@test "what came out is nowhere while it is asked, and is told when it is revealed" {
    start "$GOLDEN/race.rl"
    until_trace shown=balance asked=0
    xdotool getwindowname "$window" | grep -q "176 of 600 lost"
    key q
    until_trace asked=1 playing=0
    run xdotool getwindowname "$window"
    [[ $output == *race.rl* ]] && [[ $output != *lost* ]]
    # Nothing else that tells is opened meanwhile, nor anything that would lie below it.
    key p F10 BackSpace ctrl+n ctrl+o
    until_trace asked=1 open=-1
    key 4 3 4 BackSpace ctrl+s ctrl+c slash space
    until_trace asked=1 votes=2 open=-1 playing=0 searching=0
    [ -z "$(find . -name 'race-*' -o -name '*.svg')" ]
    key Next
    until_trace asked=2 votes=2
    key Next
    until_trace asked=0 view=stage
    xdotool getwindowname "$window" | grep -q "176 of 600 lost"
    key ctrl+q
    ends_with 0
}

@test "a talk goes from beat to beat and from scene to scene, and takes in one more" {
    mkdir runs
    cp "$GOLDEN/race.rl" runs/
    cp "$GOLDEN/queue.rl" .
    printf '# Race Ledger scenes 1\n# mine\n[First]\nrecording: runs/race.rl\nview: ledger\nat: lost:3\nat: end\n[Ask]\nrecording: queue.rl\nview: stage\nask: choices\nbeats: 0\n[Back]\nrecording: runs/race.rl\nbelow: queue.rl\nview: timeline\nat: 50%%\nzoom: 10us 20us\nbeats: 1\n' >talk.rlscenes
    start talk.rlscenes
    until_trace scene=1/3.0 shown=balance view=ledger playing=0
    key Next
    until_trace scene=1/3.1 view=ledger
    key Next
    until_trace scene=2/3.0 shown=queue view=stage asked=1
    key Next
    until_trace asked=2
    key Next
    until_trace asked=0 scene=2/3.0
    key Next
    until_trace scene=3/3.0 shown=balance view=timeline beside=1
    key shift+Prior shift+Prior
    until_trace scene=1/3.0 view=ledger asked=0 beside=0
    key i
    until_trace open=-13 small=3
    [ -z "$(find . -name 'race-*')" ]
    key Escape shift+Next shift+Next
    until_trace scene=3/3.0 shown=balance view=timeline small=0 beside=1
    cp talk.rlscenes before
    key ctrl+i
    until_trace scene=4/4.0
    head -c "$(wc -c <before)" talk.rlscenes | cmp - before
    "$RACELEDGER" show talk.rlscenes | grep -q '^4  Timeline, '
    key ctrl+i ctrl+i # the same again is not added
    [ "$("$RACELEDGER" show talk.rlscenes | head -1)" = "4 scenes" ]
    [ "$(grep -c '^below: queue.rl$' talk.rlscenes)" -eq 2 ]
    key ctrl+q
    ends_with 0
}

@test "who lectures has a window of their own, with keys that count as in the other" {
    cp "$GOLDEN/race.rl" .
    printf '# Race Ledger scenes 1\n[First]\nrecording: race.rl\nat: lost:3\nat: end\nnote: Ask them first.\n[Then]\nrecording: race.rl\nview: timeline\n' >talk.rlscenes
    start talk.rlscenes
    until_trace scene=1/2.0 presenter=0
    key shift+l
    until_trace presenter=1
    local theirs i
    for ((i = 0; i < 100; i++)); do
        theirs=$(xdotool search --class raceledger | grep -vx "$window") && break
        sleep 0.05
    done
    [ "$(xdotool getwindowname "$theirs")" = "Race Ledger – notes" ]
    xdotool windowfocus --sync "$theirs"
    xdotool key Next
    until_trace scene=1/2.1 presenter=1
    xdotool key shift+l
    until_trace presenter=0
    for ((i = 0; i < 100; i++)); do
        [ "$(xdotool search --onlyvisible --class raceledger)" = "$window" ] && break
        sleep 0.05
    done
    [ "$(xdotool search --onlyvisible --class raceledger)" = "$window" ]
    # Opened again it is there again; so it is at the end.
    xdotool windowfocus --sync "$window"
    key shift+l
    until_trace presenter=1
    for ((i = 0; i < 100; i++)); do
        theirs=$(xdotool search --onlyvisible --class raceledger | grep -vx "$window") && break
        sleep 0.05
    done
    xdotool windowfocus --sync "$theirs"
    xdotool key Prior
    until_trace scene=1/2.0 presenter=1
    key ctrl+q
    ends_with 0
}
