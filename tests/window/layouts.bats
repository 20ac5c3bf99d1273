#!/usr/bin/env bats
# Keys on keyboards of other countries, as X has them: letters, signs, digits, the key pad, and Ctrl with signs.

# shellcheck disable=SC2154  # pid and window are set in common.bash

load common

teardown() {
    setxkbmap us 2>/dev/null || true
    [ -z "${pid:-}" ] || kill -KILL "$pid" 2>/dev/null || true
}

# A key by its code, which no layout changes, with modifiers held: 61 is that of "/" on an American keyboard.
code() {
    local key=$1 held
    shift
    for held in "$@"; do xdotool keydown "$held"; done
    xdotool key "$key"
    for held in "$@"; do xdotool keyup "$held"; done
}

# The trace's field becomes that, by these keys.
code_gives() {
    local wanted=$1
    shift
    code "$@"
    until_trace "$wanted" || { echo "after key $* of $(setxkbmap -query | tail -n 1)"; return 1; }
}

start_paused() {
    start "$GOLDEN/race.rl"
    until_trace updates=600
    key space
    until_trace playing=0
}

use() {
    setxkbmap "$1"
    sleep 0.3 # until every program has heard
}

@test "German keys, one of them given by the settings file" {
    mkdir -p "$XDG_CONFIG_HOME/raceledger"
    echo 'key.ledger = Ö' >"$XDG_CONFIG_HOME/raceledger/settings"
    start_paused
    use de
    code_gives view=timeline 11
    code_gives searching=1 16 Shift_L # / is Shift and 7
    key Escape; until_trace searching=0
    code_gives help=1 20 Shift_L # ? is Shift and ß
    key Escape; until_trace help=0
    code_gives zoom=0.90 61 Control_L # - is where / was
    code_gives zoom=1.00 35 Control_L # + has a key of its own
    code_gives view=ledger 47 # ö
    code_gives view=stage 10
    key ctrl+q
    ends_with 0
}

@test "French keys" {
    start_paused
    use fr
    code_gives view=timeline 11       # é
    code_gives view=ledger 12 Shift_L # 3, with Shift
    code_gives searching=1 60 Shift_L # / is Shift and :
    key Escape; until_trace searching=0
    code_gives help=1 58 Shift_L # ? is Shift and ,
    key Escape; until_trace help=0
    code_gives zoom=0.90 15 Control_L # - is on the 6
    code_gives zoom=1.00 21 Control_L # = and +
    code_gives zoom=0.90 15 Control_L
    code_gives zoom=1.00 19 Control_L # 0 is à
    code 38 Control_L                 # A is where Q was, and Q where A was
    ends_with 0
}

@test "Spanish keys" {
    start_paused
    use es
    code_gives view=timeline 11
    code_gives searching=1 16 Shift_L
    key Escape; until_trace searching=0
    code_gives help=1 20 Shift_L
    key Escape; until_trace help=0
    code_gives zoom=0.90 61 Control_L
    code_gives zoom=1.00 35 Control_L
    key ctrl+q
    ends_with 0
}

@test "Russian and Greek keys, by their place" {
    start_paused
    for layout in ru gr; do
        use $layout
        code_gives theme=light 28
        code_gives theme=dark 28
        code_gives view=timeline 11
        code_gives lecture=1 46
        key Escape; until_trace lecture=0
        code_gives view=stage 10
    done
    use gr
    code 24 Control_L # Q, which types ;
    ends_with 0
}

@test "the key pad's digits, and Ctrl with signs goes one step" {
    start_paused
    use us
    xdotool key Num_Lock
    code_gives view=timeline 88 # 2
    code_gives view=stage 87    # 1
    xdotool key Num_Lock
    code_gives events=1200 87 # End
    code_gives events=0 79    # Home
    code_gives zoom=0.90 82 Control_L
    code_gives zoom=0.80 20 Control_L
    code_gives zoom=0.90 86 Control_L
    code_gives zoom=1.00 21 Control_L Shift_L
    key ctrl+q
    ends_with 0
}
