#!/usr/bin/env bats
# The comparison with a real CPython: its page, both runs beside each other, one of them opened, a picture; cancelled; and where there is
# no interpreter.

# shellcheck disable=SC2154  # pid and window are set in common.bash

load common

# python3.12, the dial's as the window begins, is what is given.
with_python() {
    mkdir -p bin
    ln -sf "$1" bin/python3.12
    export PATH=$HERE/bin:$PATH
}

pretend() { # what it does
    mkdir -p bin
    printf '#!/bin/sh\n%s\n' "$1" >bin/pretended
    chmod +x bin/pretended
    with_python "$HERE/bin/pretended"
}

to_page() {
    until_trace updates=8000 running=0
    key 5
    until_trace view=compare page=guards
    eval "$(xdotool getwindowgeometry --shell "$window")"
    xdotool mousemove --window "$window" $((WIDTH * 21 / 100)) $((HEIGHT * 182 / 1000)) click 1
    until_trace page=real real=0
}

press_start() { xdotool mousemove --window "$window" $((WIDTH * 943 / 1000)) $((HEIGHT * 182 / 1000)) click 1; }

@test "both runs come beside each other, can be pictured, and one opens" {
    real=$(compgen -G "$(eval echo "~$(id -un)")/.pyenv/versions/3.12.*/bin/python3.12" | head -n 1) || true
    real=${real:-$(PATH=/usr/local/bin:/usr/bin command -v python3.12 || true)}
    [ -n "$real" ] || skip "no python3.12 here"
    with_python "$real"
    start --iterations 2000
    to_page
    press_start
    until_trace page=real comparing=0 real=1
    key p
    give_name "$HERE/page.svg"
    until_trace 'message=Picture saved as .*'
    grep -q 'recorded' page.svg
    # The recorded one opens.
    xdotool mousemove --window "$window" $((WIDTH * 970 / 1000)) $((HEIGHT * 59 / 100)) click 1
    until_trace view=stage shown=command past=-2
    key ctrl+q
    ends_with 0
}

@test "it can be stopped, and the interpreter ends with it; closing the window ends it as well" {
    pretend 'exec sleep 4712'
    running() { pgrep -f '^sleep 4712$' >/dev/null; }
    start --iterations 2000
    to_page
    press_start
    until_trace comparing=1
    for _ in $(seq 100); do running && break; sleep 0.1; done
    running
    press_start
    until_trace comparing=0 real=0 message=
    for _ in $(seq 100); do running || break; sleep 0.1; done
    ! running
    press_start
    for _ in $(seq 100); do running && break; sleep 0.1; done
    running
    key ctrl+q
    ends_with 0
    for _ in $(seq 100); do running || break; sleep 0.1; done
    ! running
}

@test "an interpreter that fails is told of, and nothing is shown" {
    pretend 'exit 3'
    start --iterations 2000
    to_page
    press_start
    until_trace comparing=0 real=0 'message=.*python3.12.*'
    key ctrl+q
    ends_with 0
}

@test "where there is none nothing can be started" {
    [ -z "$(PATH=/usr/local/bin:/usr/bin command -v python3.12 || true)" ] || skip "there is one everywhere"
    unset PYENV_ROOT
    PATH=/usr/local/bin:/usr/bin:/bin start --iterations 2000
    to_page
    press_start
    sleep 0.5
    [ "$(field comparing)" = 0 ]
    key ctrl+q
    ends_with 0
}
