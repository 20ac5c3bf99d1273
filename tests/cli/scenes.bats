#!/usr/bin/env bats
# A talk's scenes as text.

load common

@test "scenes are told, with what is not there" {
    printf '# Race Ledger scenes 1\n[No lock]\nrecording: race.rl\nbelow: other.rl\nview: stage\nat: lost:3\nask: choices\nnote: Who?\n[Mutex]\nrun: --guard mutex\n' >talk.rlscenes
    run "$RACELEDGER" show talk.rlscenes
    [ "$status" -eq 0 ]
    [ "${lines[0]}" = "2 scenes" ]
    [[ $output == *"1  No lock"*"race.rl  (is not there)"*"below     other.rl  (is not there)"*"lost:3"*"with choices"*"| Who?"*"2  Mutex"*"--guard mutex"* ]]
    run "$RACELEDGER" show talk.rlscenes --lang zh
    [ "${lines[0]}" = "2 个场景" ]
    [[ $output == *"1  No lock"*"记录      race.rl（不存在）"*"提问      有选项"*"| Who?"* ]]
    [ "$(LC_ALL=zh_CN.UTF-8 "$RACELEDGER" show talk.rlscenes)" = "$output" ]
    cp "$BATS_TEST_DIRNAME/../golden/race.rl" .
    cp race.rl other.rl
    run "$RACELEDGER" show talk.rlscenes
    [[ $output != *"is not there"* ]]
}

@test "a line that is wrong is named" {
    printf '# Race Ledger scenes 1\n[No lock]\nrecording: ../race.rl\n' >talk.rlscenes
    run "$RACELEDGER" show talk.rlscenes
    [ "$status" -eq 4 ]
    [ "$output" = "raceledger: talk.rlscenes: line 3: recording: ../race.rl: must be a file beside this one or in a folder beside it" ]
    run "$RACELEDGER" show talk.rlscenes --json
    [ "$status" -eq 2 ]
    run "$RACELEDGER" show none.rlscenes
    [ "$status" -eq 1 ]
    [ "${#lines[@]}" -eq 1 ]
}
