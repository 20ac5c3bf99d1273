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
    key 4 3 4 BackSpace ctrl+s ctrl+c slash space
    until_trace asked=1 votes=2 open=-1 playing=0 searching=0
    [ -z "$(find . -name 'race-*')" ]
    key Next
    until_trace asked=2 votes=2
    key Next
    until_trace asked=0 view=stage
    xdotool getwindowname "$window" | grep -q "176 of 600 lost"
    key ctrl+q
    ends_with 0
}
