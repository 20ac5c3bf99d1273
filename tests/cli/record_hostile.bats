#!/usr/bin/env bats
# Programs that want none of being recorded: they run to their end all the same, and what was recorded of them is safe to use.

bats_require_minimum_version 1.5.0
load common

# What was recorded of it can be saved, shown, taken elsewhere and drawn, and shows a terminal nothing that it would obey.
hostile() {
    local status_wanted=$1
    shift
    run -"$status_wanted" "$RACELEDGER" record --quiet -o hostile.rl -- "$RACELEDGER_PROGRAMS/record_hostile" "$@"
    run -0 "$RACELEDGER" show hostile.rl
    ! grep -qP '[\x00-\x08\x0b-\x1f\x7f]|\xe2\x80\xae' <<<"$output" || fail "$output"
    local format
    for format in chrome-json perfetto csv; do
        "$RACELEDGER" export hostile.rl --to $format -o trace || fail "$format of $*"
    done
    "$RACELEDGER" picture hostile.rl -o hostile.png || fail "picture of $*"
}

@test "a program that writes over the memory it shares with its recorder is recorded as far as can be believed" {
    local seed
    for seed in 1 2 3 4 5 6; do hostile 0 scribble $seed; done
    hostile 0 head
    "$RACELEDGER" record --quiet --json json -- "$RACELEDGER_PROGRAMS/record_hostile" head
    jq -e '.lost_records == 0 and (.locks_reason | test("wrote over the memory"))' json
}

@test "figures that must agree are held against each other: where they do not add up the run is not exact, and it is said" {
    local hooked=$RACELEDGER_PROGRAMS/hooks_hostile what
    run -0 "$RACELEDGER" record --quiet --json json --expect correct -- "$hooked" only-locked
    jq -e '.watched.adds_up and .watched.exact and .watched.turns_settled != null' json
    for what in 'settled 1000' 'interrupted 1000' 'stores 1000' 'loads 1000' 'images 0' 'all 255' 'all 0'; do
        run -1 --separate-stderr "$RACELEDGER" record --quiet --json json -o hostile.rl --expect correct -- "$hooked" $what
        # shellcheck disable=SC2154  # bats puts it there
        [[ $stderr = *'not known: the program wrote to the memory that it is recorded in' || $stderr = *lost ]] || fail "$what: $stderr"
        jq -e '.watched | .adds_up == false and .exact == false' json || fail "$what: $(jq -c .watched json)"
        [[ ! $what = settled* ]] || jq -e '.watched.turns_settled == null and .variables[0].turns_settled == null' json
        run -0 "$RACELEDGER" show hostile.rl
        [[ $output = *'not exact: the program wrote to the memory that it is recorded in'* ]] || fail "$what: $output"
    done
    jq -e '.watched.not_seen == "the program itself wrote over what it did"' json
}

@test "a program that cuts that memory short, makes it endless or puts another file there harms nobody" {
    hostile 132 cut
    hostile 0 grow
    hostile 0 replace
}

@test "a program that asks to be traced runs to its own end" {
    hostile 4 traced
}

@test "names and prints that a terminal would obey stay in the recording" {
    hostile 0 names "$(printf '\033[31m\xff\xfe\n')"
}

@test "who counts its processes anew, as a container does, is not taken for somebody else, and it is said" {
    unshare -p -f true 2>/dev/null || skip "this user may not have processes counted anew"
    run -3 "$RACELEDGER" record --quiet --json json -- unshare -p -f sh -c '"$1" waits; exit 3' - "$RACELEDGER_PROGRAMS/record_truth"
    jq -e '.locks_reason | test("^what [0-9]+ of its threads did is not shown")' json || fail "$(jq .locks_reason json)"
}
