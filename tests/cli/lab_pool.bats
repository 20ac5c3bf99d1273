#!/usr/bin/env bats
# The lab `pool` on the command line: what is always so of each variant, and the picture of a stored run.

bats_require_minimum_version 1.5.0
load common

@test "apply has one task in work at a time, and what each worker did is told" {
    run -0 "$RACELEDGER" run pool --variant apply --tasks 7 --task-time 1ms --deadline 20s --json
    jq -e '.books == {tasks: 7, done: 7, failed: 0, lost: 0, in_work: 0, waiting: 0, balance: true}' <<<"$output"
    jq -e '.pool.at_once == 1 and .pool.unread == 0 and ([.pool.workers[].did] | add == 7)' <<<"$output"
    jq -e '[.pool.workers[].name] == ["P1", "P2", "P3"] and all(.tasks[]; .ended == "done")' <<<"$output"
}

@test "an exception is a result that nobody reads, and prints nothing" {
    run -0 "$RACELEDGER" run pool --variant exception --task-time 1ms --deadline 20s --json
    jq -e '.books.failed == 1 and .books.done == 9 and .pool.unread == 10 and .console == []' <<<"$output"
    jq -e '.why | startswith("Task 3 raised ValueError.")' <<<"$output"
}

@test "get() raises the exception again: then somebody hears of it" {
    run -0 "$RACELEDGER" run pool --variant exception-heard --task-time 1ms --deadline 20s --json
    jq -e '.books.failed == 1 and .books.done == 9 and .pool.unread == 0' <<<"$output"
    jq -e '[.console[] | [.task, .text]] == [["P0", "ValueError: 3"]]' <<<"$output"
    jq -e '.why | endswith("get() raised it again.")' <<<"$output"
}

@test "a killed idle worker keeps the read lock, and nobody gets a task; terminate() hangs as well" {
    for timeout in never 1ms; do
        run -0 "$RACELEDGER" run pool --variant killed-idle --timeout "$timeout" --deadline 2s --json
        jq -e '.ended == "deadline" and .books.waiting == 10 and .books.balance' <<<"$output"
        jq -e '.pool.read_lock_held_by as $dead | .tasks[] | select(.name == $dead) | .ended == "killed" and .end_code == 9' <<<"$output"
        jq -e '.tasks[] | select(.name == "P4") | .parent == "H0"' <<<"$output"
        jq -e '.outcome == "0 / 0 / 0, then waits for ever"' <<<"$output"
    done
}

@test "a killed worker is replaced, its task lost, and get() gives up where it has a time limit" {
    run -0 "$RACELEDGER" run pool --variant killed-worker --timeout 1s --task-time 1ms --deadline 30s --json
    jq -e '.books.lost == 1 and .books.done == 9 and .ended == "complete"' <<<"$output"
    jq -e '[.tasks[] | select(.ended == "killed" and .end_code == 9 and .reaped_by == "H0")] | length == 1' <<<"$output"
    jq -e '.tasks[] | select(.name == "P4") | .parent == "H0"' <<<"$output"
    jq -e '.console[0].text == "TimeoutError: task 3"' <<<"$output"
    run -0 "$RACELEDGER" run pool --variant killed-worker --task-time 1ms --deadline 700ms --json
    jq -e '.ended == "deadline" and .books.balance' <<<"$output"
}

@test "join before close raises at once" {
    run -0 "$RACELEDGER" run pool --variant join-before-close --task-time 100ms --json
    jq -e '.console[0].text == "ValueError: Pool is still running" and .tasks[0].end_code == 1' <<<"$output"
    jq -e '.ended == "complete" and (.outcome | startswith("ValueError at once, "))' <<<"$output"
}

@test "the stored run shows the same as when it was made" {
    run -0 "$RACELEDGER" show "$GOLDEN/labs/pool-killed.rl" --json
    jq -e '.books == {tasks: 10, done: 9, failed: 0, lost: 1, in_work: 0, waiting: 0, balance: true}' <<<"$output"
    jq -e '.outcome == "3 / 3 / 2 / 1, 1 lost, then waits for ever" and ([.pool.workers[].did] | sort == [1, 2, 3, 3])' <<<"$output"
}
