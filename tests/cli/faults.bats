#!/usr/bin/env bats
# The system refuses, one call at a time, from the first to the last: a clear error, nothing left behind.

load common

# Every n of one function: succeeds only where the program can do without, else exit status 1 with one line.
every() { # function, statuses allowed, command…
    local function=$1 allowed=$2 n status
    shift 2
    for ((n = 1; n < 400; n++)); do
        rm -rf -- work
        mkdir work
        rm -f hit
        status=0
        (cd work && ${PREPARE:-true} && RACELEDGER_FAULT=$function:$n RACELEDGER_FAULT_REPORT=$PWD/../hit \
            timeout -k 2 20 "$RACELEDGER_FAULTS" "$@" >../out 2>../err) || status=$?
        [ -e hit ] || return 0
        case " $allowed " in
            *" $status "*) ;;
            *) echo "$function:$n: exit status $status"; cat err; return 1 ;;
        esac
        if [ "$status" -eq 1 ]; then
            [ "$(wc -l <err)" -eq 1 ] || { echo "$function:$n: not one line"; cat err; return 1; }
            grep -q '^raceledger: ' err
        fi
        # A file is there whole or not at all.
        find work -mindepth 1 ! -name run.rl | grep . && { echo "$function:$n: left behind"; return 1; }
        if [ -e work/run.rl ]; then ${WHOLE:-is_recording} work/run.rl || { echo "$function:$n: not whole"; return 1; }; fi
    done
    echo "$function: still hit at $n"
    return 1
}

is_recording() { "$RACELEDGER" show "$1" >/dev/null; }

# As without a fault.
is_trace() { cmp "$1" whole; }

setup_faults() {
    [ -n "${RACELEDGER_FAULTS:-}" ] || skip "no program with faults was built"
}

@test "memory" {
    setup_faults
    for function in malloc calloc realloc mmap; do
        every "$function" "0 1" run --iterations 300 --save run.rl
        every "$function" "0 1" run --schedule 12121212 --iterations 30 --save run.rl
    done
}

@test "threads and processes" {
    setup_faults
    every pthread_create 1 run --iterations 300 --count 5
    every fork 1 run --iterations 300 --count 5 --workers processes
    every pthread_create 1 run --schedule 123 --count 3
    every fork 1 run --schedule 123 --count 3 --workers processes
}

# What was refused is no task of the run, and is what it is told to have come from; the books balance all the same.
refused_a_task() { # function:n, command…
    rm -f hit
    RACELEDGER_FAULT=$1 RACELEDGER_FAULT_REPORT=$PWD/hit "$RACELEDGER_FAULTS" "${@:2}" --json >out.json 2>err || return 1
    [ -e hit ] || return 1
    jq -e '.books.balance and all(.tasks[]; .pid > 0)' out.json
    jq -e '.why == "The system refused to make a process or thread of this run, so that it could not go as it was to."' out.json
}

@test "a task of a lab that the system refuses is none, and that is said" {
    setup_faults
    # The first process is the run's main task, without which there is none.
    for lab in queue pool 'family --variant zombie' 'family --variant join' 'locks --variant fork-while-held' 'locks --workers processes'; do
        # shellcheck disable=SC2086  # several words
        refused_a_task fork:2 run $lab --deadline 200ms || { echo "$lab"; cat out.json err; return 1; }
    done
    for lab in 'locks --variant philosophers' 'cost --variant hand-over --repetitions 5' 'workers --count-most 2 --units 4 --unit 1ms --rounds 1' pool; do
        # shellcheck disable=SC2086  # several words
        refused_a_task pthread_create:1 run $lab --deadline 200ms || { echo "$lab"; cat out.json err; return 1; }
    done
}

@test "files" {
    setup_faults
    for function in open write close fsync linkat; do
        every "$function" "0 1" run --iterations 300 --save run.rl
    done
}

# The same where a file is there already: it is replaced or stays.
@test "files that are replaced" {
    setup_faults
    "$RACELEDGER" run --iterations 200 --save old.rl >/dev/null
    for function in open write close fsync rename linkat; do
        PREPARE='cp ../old.rl run.rl' every "$function" "0 1" run --iterations 300 --save run.rl
    done
}

@test "kernel records refused: the run goes on and says why" {
    setup_faults
    every syscall 0 run --iterations 300 --save run.rl
    every syscall 0 run --schedule 12121212 --save run.rl # a wake-up that fails is late, no more
    RACELEDGER_FAULT=syscall:1+ "$RACELEDGER_FAULTS" run --iterations 300 --json >out
    books_hold out
    jq -e '.states.source == "program" and (.states.reason | length) > 0 and .workers[0].running_ns == null' out
}

@test "advice about memory refused: the run goes on" {
    setup_faults
    for workers in threads processes; do
        every madvise 0 run --iterations 300 --workers $workers --save run.rl
    done
    RACELEDGER_FAULT=madvise:1+ "$RACELEDGER_FAULTS" run --iterations 300 --json >out
    books_hold out
}

@test "the cpus of the workers refused: the run goes on and says so" {
    setup_faults
    "$RACELEDGER_FAULTS" run --workers processes --iterations 300 --save run.rl >out
    if grep -q '^  cpus' out; then false; fi
    RACELEDGER_FAULT=sched_setaffinity:1+ "$RACELEDGER_FAULTS" run --workers processes --iterations 300 --save run.rl >out
    grep -q '^  cpus  *the system refused' out
    "$RACELEDGER" show run.rl --json >out
    books_hold out
    jq -e '.machine.pinned == false' out
    "$RACELEDGER" run --iterations 300 --json >out
    jq -e '.machine.pinned' out
}

@test "opening a recording" {
    setup_faults
    for function in malloc calloc mmap open; do
        every "$function" "0 1 4" show "$GOLDEN/race.rl"
    done
}

@test "reducing a collision" {
    setup_faults
    for function in malloc calloc realloc open; do
        every "$function" "0 1 4" reduce "$GOLDEN/race.rl" --collision 3
    done
}

@test "exporting a recording" {
    setup_faults
    for format in chrome-json perfetto csv; do
        "$RACELEDGER" export "$GOLDEN/v1/gil-mutex.rl" --to $format -o whole
        for function in malloc calloc realloc write; do
            WHOLE=is_trace every "$function" "0 1 4" export "$GOLDEN/v1/gil-mutex.rl" --to $format -o run.rl
        done
    done
    for function in open close fsync linkat; do
        WHOLE=is_trace every "$function" "0 1 4" export "$GOLDEN/v1/gil-mutex.rl" --to csv -o run.rl
    done
}
