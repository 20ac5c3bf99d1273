#!/usr/bin/env bats
# shellcheck disable=SC2154 # stderr, of run --separate-stderr
# Any program is recorded as it runs by itself: its input, output, exit status and signals stay its own.

bats_require_minimum_version 1.5.0
load common

# The JSON of a recording of these words, in the file json.
record() { "$RACELEDGER" record --quiet --json json "$@"; }

@test "the program's input, output, error output and working directory are its own" {
    mkdir there
    cd there
    run -0 --separate-stderr "$RACELEDGER" record --quiet -- sh -c 'read line; echo "$line"; echo err >&2; pwd' <<<"in put"
    [ "${lines[0]}" = "in put" ]
    [ "${lines[1]}" = "$(pwd)" ]
    [ "$stderr" = err ]
}

@test "its environment differs by one preloaded library alone" {
    env >plain
    "$RACELEDGER" record --quiet -- env >recorded
    run diff <(grep -v -e ^_= -e ^SHLVL= -e ^LD_PRELOAD= plain) <(grep -v -e ^_= -e ^SHLVL= -e ^LD_PRELOAD= recorded)
    [ -z "$output" ] || fail "$output"
    "$RACELEDGER" record --quiet --no-locks -- env >recorded
    run diff <(grep -v -e ^_= -e ^SHLVL= plain) <(grep -v -e ^_= -e ^SHLVL= recorded)
    [ -z "$output" ] || fail "$output"
}

@test "its exit status is passed on, and so is the signal that ended it" {
    run -0 record true
    jq -e '.schema == 1 and .lab == null and .exit_status == 0 and .signal == null and .ended == "complete"' json
    run -7 record -- sh -c 'exit 7'
    jq -e '.exit_status == 7' json
    run -137 record -- sh -c 'kill -9 $$'
    jq -e '.exit_status == null and .signal == 9' json
    run -0 record --exit-own -- sh -c 'exit 7'
    run -127 "$RACELEDGER" record there-is-no-such-program
    [ "$output" = "raceledger: there-is-no-such-program: there is no such program" ]
    touch plain-file
    run -126 "$RACELEDGER" record ./plain-file
    [ "$output" = "raceledger: ./plain-file: Permission denied" ]
    run -2 "$RACELEDGER" record --exit-own there-is-no-such-program
}

@test "what is wrong with the options is one line that says what would be right" {
    refused 2 record
    grep -q 'PROGRAM' err
    refused 2 record --
    refused 2 record --max-memory 0 true
    grep -q -- '--max-memory 0: must be a whole number of megabytes' err
    refused 2 record --max-memory much true
    refused 2 record --deadline 5 true
    grep -q -- '--deadline 5: must be a time' err
    refused 2 record --deadline 0s true
    refused 2 record --keep middle true
    grep -q -- '--keep middle: must be oldest or newest' err
    refused 2 record --no-locks --no-kernel-states true
    refused 2 record --loud true
    run -0 "$RACELEDGER" record --help
    [[ $output == *"--max-memory MB"* ]]
}

@test "options end where the program begins" {
    run -0 "$RACELEDGER" record --quiet echo --json --deadline
    [ "$output" = "--json --deadline" ]
    run -0 "$RACELEDGER" record --quiet -- echo -- a
    [ "$output" = "-- a" ]
}

@test "who made whom, who reaped whom, and how each ended" {
    record -- sh -c 'sleep 0.05 & sleep 0.01; wait; sh -c "exit 3"; exit 0'
    jq -e '.tasks | length == 4' json || fail "$(jq -c .tasks json)"
    jq -e '.tasks[0] | .name == "sh" and .kind == "process" and .parent == null and .ended == "done"' json
    jq -e '[.tasks[1:][].parent] | unique == ["sh"]' json
    jq -e 'all(.tasks[]; .kind == "process")' json
    if jq -e '.locks_seen' json; then
        jq -e '[.tasks[] | select(.ended == "exited" and .end_code == 3)] | length == 1' json
        jq -e 'all(.tasks[1:][]; .reaped_by == "sh")' json || fail "$(jq -c .tasks json)"
    fi
}

@test "the program is new until it is executed, and begins on a cpu" {
    "$RACELEDGER" record --quiet --json json -o true.rl -- true
    jq -e '.states.source == "kernel"' json || skip "the kernel keeps its records here"
    "$RACELEDGER" export true.rl --to csv --what state >states
    run -0 awk -F, '$3 == "state" { print $4 }' states
    [ "${lines[0]} ${lines[1]}" = "new running" ] || fail "$output"
    jq -e '.tasks[0] | .cpu_ns > 0 and .cpu_ns <= .life.running_ns' json || fail "$(jq -c .tasks json)"
    jq -e --argjson begun "$(awk -F, '$4 == "running" { print $1; exit }' states)" '.before_ns == $begun' json
}

@test "states come from the kernel: a sleep is blocked, a loop runs" {
    record -- sh -c 'sleep 0.2'
    jq -e '.states.source == "kernel"' json || skip "the kernel keeps its records here"
    jq -e '.tasks[-1] | .blocked_ns > 150e6 and .running_ns < .blocked_ns' json || fail "$(jq -c .tasks json)"
    record -- sh -c 'i=0; while [ $i -lt 30000 ]; do i=$((i+1)); done'
    jq -e '.tasks[0] | .running_ns > 5e6 and .blocked_ns < .running_ns' json || fail "$(jq -c .tasks json)"
    jq -e '.states.lost_records == 0 and .lost_records == 0' json
}

@test "a recording is saved, shown and opened again, and is the same" {
    "$RACELEDGER" record -o one.rl --json one.json -- sh -c 'sleep 0.01; echo out' 2>report >out
    [ "$(cat out)" = out ]
    grep -q "^sh -c 'sleep 0.01; echo out'$" report
    "$RACELEDGER" show one.rl >shown
    cmp report shown
    "$RACELEDGER" show --json one.rl >shown.json
    cmp one.json shown.json
    only_files one.rl one.json report out shown shown.json
}

@test "without the kernel's records, and without the library inside, the rest is recorded and the reason said" {
    record --no-locks -- sh -c 'sleep 0.01'
    jq -e '.locks_seen == false and (.locks_reason | length > 0) and (.tasks | length == 2)' json
    record --no-kernel-states -- sh -c 'sleep 0.01; true'
    jq -e '.states.source == "program" and (.states.reason | length > 0) and (.tasks | length >= 1)' json
    jq -e 'all(.tasks[]; .running_ns == null and .ready_ns == null)' json
}

@test "a deadline ends it, and says so" {
    run -137 record --deadline 100ms -- sleep 60
    jq -e '.ended == "deadline" and .signal == 9' json
    run -5 record --deadline 100ms --exit-own -- sleep 60
}

@test "signals are sent on to the program, which answers them as ever" {
    for signal in TERM INT HUP USR1; do
        rm -f out # the last one's says that it is ready, too
        # A shell starts what is in its background with SIGINT ignored.
        env --default-signal=INT "$RACELEDGER" record --quiet --json json -- sh -c "trap 'echo $signal; exit 9' $signal; echo ready; while :; do sleep 0.02; done" >out &
        local recorder=$! status=0
        for _ in $(seq 500); do grep -q ready out 2>/dev/null && break; sleep 0.01; done
        kill "-$signal" $recorder
        wait $recorder || status=$?
        [ "$status" -eq 9 ] || fail "$signal: exit status $status"
        grep -q "^$signal$" out || fail "$signal: $(cat out)"
        jq -e '.exit_status == 9' json
    done
}

@test "asked to end twice it ends a program that does not want to" {
    "$RACELEDGER" record --quiet --json json -- sh -c "trap '' INT TERM; echo ready; while :; do sleep 0.02; done" >out &
    local recorder=$! status=0
    for _ in $(seq 500); do grep -q ready out 2>/dev/null && break; sleep 0.01; done
    kill -TERM $recorder
    sleep 0.1
    kill -0 $recorder
    kill -TERM $recorder
    wait $recorder || status=$?
    [ "$status" -eq 137 ]
    jq -e '.ended == "interrupted" and .signal == 9' json
}

@test "killed, the recorder leaves the program going and nothing behind" {
    "$RACELEDGER" record --quiet -- sh -c 'echo $$; sleep 0.5; echo end >end' >out &
    local recorder=$!
    for _ in $(seq 500); do [ -s out ] && break; sleep 0.01; done
    kill -9 $recorder
    wait $recorder || true
    for _ in $(seq 500); do [ -s end ] && break; sleep 0.01; done
    [ "$(cat end)" = end ]
}

@test "a program that fails to write its report says so, and keeps the program's exit status" {
    [ -w /dev/full ] || skip "no /dev/full"
    run -3 "$RACELEDGER" record --quiet --json /dev/full -- sh -c 'exit 3'
    [ "$output" = "raceledger: cannot write /dev/full: No space left on device" ]
    # What certainly cannot be written is refused before the program runs.
    for words in '-o /nowhere/x.rl' '--json /nowhere/x.rl'; do
        run -1 "$RACELEDGER" record --quiet $words -- touch ran
        [ "$output" = "raceledger: cannot write /nowhere/x.rl: No such file or directory" ]
    done
    run -1 "$RACELEDGER" record --quiet -o . -- touch ran
    [ "$output" = "raceledger: cannot write .: Is a directory" ]
    [ ! -e ran ]
}

# ---- programs of which it is known what must be recorded --------------------------------------------------------------

truth() { record -- "$RACELEDGER_PROGRAMS/record_truth" "$@"; }

# What holds of the resources of a kind that were waited for.
resource() { jq -e --arg kind "$1" ".resources | map(select(.kind == \$kind)) | $2" json || fail "$(jq -c .resources json)"; }

@test "two locks in opposite orders: the ring is found, and said, though the program was killed in it" {
    for deadline in 300ms 1s 5s; do # the machine may be too busy for the two to have come so far
        run -137 "$RACELEDGER" record --deadline $deadline --json json -o dead.rl -- "$RACELEDGER_PROGRAMS/record_truth" opposite
        [[ $output != *"Deadlock, closed at "* ]] || break
    done
    [[ $output == *"Deadlock, closed at "* ]]
    # By the names that the locks have in the program's source.
    [[ $output == *"T1 waits for right, which T2 has"* ]]
    [[ $output == *"T2 waits for left, which T1 has"* ]]
    jq -e '.deadlocks | length == 1 and .[0].to_the_end and (.[0].ring | length == 2)' json
    run -0 "$RACELEDGER" show dead.rl --json
    jq -e '.deadlocks | length == 1' <<<"$output"
}

@test "one holds a lock and another waits for it: so long, and so often" {
    truth waits
    resource lock 'length == 1 and .[0].acquisitions == 2 and .[0].contended == 1 and .[0].wait_ns > 80e6'
    jq -e '.deadlocks == []' json
    jq -e '[.tasks[] | .parent] == [null, "record_truth", "record_truth"]' json
}

@test "a condition, a semaphore, a read-write lock and a barrier are known for what they are" {
    truth condition
    resource condition 'length == 1 and .[0].contended == 1 and .[0].wait_ns > 10e6'
    # Two take its lock, and who was woken has it again.
    resource lock 'map(select(.name == "left") | .acquisitions) == [3]'
    truth semaphore
    resource semaphore 'length == 1 and .[0].acquisitions == 4 and .[0].contended == 2'
    truth readers
    resource "read-write lock" 'length == 1 and .[0].acquisitions == 2 and .[0].contended == 1'
    truth waits
    resource barrier 'length == 1 and .[0].acquisitions == 2'
}

@test "what is stripped of its names is numbered, and what is linked statically is said to show nothing inside" {
    cp "$RACELEDGER_PROGRAMS/record_truth" stripped
    strip stripped
    record ./stripped waits
    resource lock 'map(.name) == ["Lock 1"]'
    printf 'int main(void) { return 3; }\n' >static.c
    cc -static -o static static.c || skip "no static C library"
    run -3 record ./static
    jq -e '.locks_seen == false and (.locks_reason | test("statically")) and (.tasks | length == 1)' json
}

@test "a tree of processes: who made, killed and reaped whom, and how each ended" {
    truth tree
    jq -e '.tasks | length == 4' json || fail "$(jq -c .tasks json)"
    jq -e '[.tasks[] | select(.ended == "exited") | .end_code] | sort == [3, 4]' json || fail "$(jq -c .tasks json)"
    jq -e '[.tasks[] | select(.ended == "killed") | .end_code] == [15]' json || fail "$(jq -c .tasks json)"
    jq -e '(.tasks[] | select(.end_code == 4)) as $grandchild | (.tasks[] | select(.end_code == 3)) as $child
           | $grandchild.parent == $child.name and $grandchild.reaped_by == $child.name and $child.parent == "record_truth"' json
    truth spawned
    jq -e '[.tasks[] | .name] | index("true")' json || fail "$(jq -c .tasks json)"
}

@test "what goes through a pipe is counted, and who waits for it" {
    truth piped
    resource pipe 'length == 1 and .[0].contended >= 1 and .[0].wait_ns > 10e6'
}

@test "what is printed, by whom, through stdio and past it" {
    truth printed >out 2>err
    [ "$(cat out)" = "$(printf 'by stdio\nat the end')" ]
    jq -e '.console | map(.text) == ["by stdio\n", "by write\n", "at the end\n"]' json || fail "$(jq -c .console json)"
    jq -e '.console | all(.task == "record_truth")' json
}

@test "what is read is called as what it is: a pipe, a socket, what is typed at a terminal" {
    cat >reads.py <<'EOF'
import os, pty, socket, sys, threading, time
ours, its = socket.socketpair()
end, pipe = os.pipe()
terminal, keyboard = pty.openpty()
def other_end():
    for _ in range(3):
        time.sleep(0.02)
        if _ == 0: its.send(b"socket")
        elif _ == 1: os.write(pipe, b"pipe")
        else: os.write(terminal, b"typed\n")
thread = threading.Thread(target=other_end)
thread.start()
assert ours.recv(100) == b"socket"
assert os.read(end, 100) == b"pipe"
assert os.read(keyboard, 100) == b"typed\n"
thread.join()
EOF
    command -v python3 >/dev/null || skip "no python3 here"
    record -- "$(python3 -c 'import sys; print(sys.executable)')" reads.py
    jq -e '.resources | map(.name) | (index("Socket 1") and index("Pipe 1") and index("input"))' json
    jq -e '[.resources[] | select(.name == "input" or (.name | startswith("Socket")))] | all(.kind == "system call")' json
}

@test "a limit on the size of files is no reason not to run the program" {
    run -0 --separate-stderr bash -c 'ulimit -f 1; exec "$@"' - "$RACELEDGER" record -- sh -c 'echo it ran'
    [ "$output" = "it ran" ]
    [[ $stderr == *"not seen"*"File too large"* ]]
    run -7 --separate-stderr bash -c 'ulimit -f 1; exec "$@"' - "$RACELEDGER" record --quiet -o big -- sh -c 'exit 7'
    [ "$stderr" = "raceledger: cannot write big: File too large" ]
}

@test "more threads than are kept one by one are counted, and it is said that they are in no figure" {
    run -0 --separate-stderr "$RACELEDGER" record -- "$RACELEDGER_PROGRAMS/record_truth" many 4200
    [[ $stderr == *"4 201 threads and processes, exit status 0"* ]]
    [[ $stderr == *"105 threads and processes more than are kept one by one; what they did is in no figure here"* ]]
}

@test "a terminal that is hung up ends the program, where the recorder leads its session" {
    command -v python3 >/dev/null || skip "no python3 here"
    cat >hangup.py <<'EOF'
import os, pty, signal, sys, time
pid, terminal = pty.fork()
if pid == 0:
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    os.execv(sys.argv[1], [sys.argv[1], "record", "--quiet", "--json", "json", "--", "sh", "-c", "echo ready; exec sleep 60"])
os.read(terminal, 100)
time.sleep(0.1)
os.close(terminal)
for _ in range(500):
    ended, status = os.waitpid(pid, os.WNOHANG)
    if ended:
        sys.exit(os.waitstatus_to_exitcode(status))
    time.sleep(0.01)
os.kill(pid, signal.SIGKILL)
sys.exit(1)
EOF
    run -129 python3 hangup.py "$RACELEDGER"
    jq -e '.signal == 1' json
}

@test "who is told to end through its group, as timeout does, is asked once" {
    local once=0
    for _ in 1 2 3; do
        rm -f ready
        for seconds in 0.5 2 8; do # the machine may be too busy for the shell to have come so far
            run -124 timeout "$seconds" "$RACELEDGER" record --quiet -- sh -c 'trap "sleep 0.1; echo cleaned; exit 3" TERM; echo >ready; sleep 20 & wait'
            [ ! -e ready ] || break
        done
        [ "$(grep -cx cleaned <<<"$output")" = 1 ] || fail "$output"
        # Between asking us and asking the group, timeout may wait for a cpu for so long that we ask, too; the shell tells what the second ended.
        [ "$output" != cleaned ] || once=$((once + 1))
    done
    [ "$once" -gt 0 ]
}

@test "what waits in a buffer goes out when it is emptied: twice after a fork, never when the process is killed" {
    truth twice >out
    [ "$(cat out)" = "$(printf 'once in the source\nonce in the source')" ]
    jq -e '.console | map(.text) == ["once in the source\n", "once in the source\n"]' json || fail "$(jq -c .console json)"
    # The child's copy comes first: the parent reaps it before its own goes out.
    jq -e '(.console[0].task != .console[1].task) and .console[1].task == .tasks[0].name' json || fail "$(jq -c .console json)"
}

@test "what there is no room for is counted and said, whichever is dropped" {
    local which
    for which in oldest newest; do
        run -0 --separate-stderr "$RACELEDGER" record --max-memory 1 --keep $which --json json -- "$RACELEDGER_PROGRAMS/record_truth" words 30000
        jq -e '.lost_records > 10000' json || fail "$which: $(jq .lost_records json)"
        [[ $stderr == *"records lost"*"there was no room (--max-memory)"* ]]
        [[ $stderr != *"lock events"* ]]
    done
}

@test "who outlives the program is still there at the end, and nobody has reaped it" {
    run -0 record -- sh -c 'sh -c "sleep 0.6 & echo \$! >daemon" & wait; sleep 0.1'
    jq -e --argjson pid "$(cat daemon)" '[.tasks[] | select(.pid == $pid)] | length == 1 and .[0].ended == "stopped" and .[0].reaped_by == null' json ||
        fail "$(jq -c .tasks json)"
    jq -e '.tasks[0].reaped_by == "supervisor"' json
}

@test "what is to be watched is named, and not too much of it" {
    refused 2 record --watch '' true
    grep -q -- "--watch '': must be a name of 1 to 95 letters" err
    refused 2 record --watch balance --no-locks true
    grep -q -- '--watch and --no-locks: nothing can be watched from outside' err
    local many=() i
    for i in {1..17}; do many+=(--watch "a$i"); done
    refused 2 record "${many[@]}" true
    grep -q -- '--watch a17: it can be given 16 times at most' err
    run -0 record --watch balance --watch 'table[3]' true
}

@test "a program may be called by another name than its own" {
    "$RACELEDGER" record --quiet --called bank.c -o called.rl -- "$(command -v sh)" -c 'exit 0' four
    [ "$("$RACELEDGER" show called.rl --json | jq -r .command)" = "bank.c -c 'exit 0' four" ]
}

# A GIL that one thread had for itself tells nothing: it has a line, and no block and no row of its own.
@test "the GIL of a Python program with one thread is a line, and of one with two a block" {
    command -v python3 >/dev/null || skip "no python3 here"
    local python
    python=$(python3 -c 'import sys; print(sys.executable)')
    printf 'import os\nfor i in range(2):\n    if os.fork() == 0:\n        os._exit(0)\n    os.wait()\n' >alone.py
    printf 'import threading\ndef work():\n    for i in range(300000): pass\nall = [threading.Thread(target=work) for i in range(2)]\nfor one in all: one.start()\nfor one in all: one.join()\n' >two.py
    "$RACELEDGER" record --json alone.json -o alone.rl -- "$python" alone.py 2>report
    jq -e '.gils | length > 0' alone.json || skip "this Python's GIL is not found"
    jq -e 'all(.gils[]; .shared == false and .switches == 0)' alone.json
    [ "$(grep -c 'had by one thread alone: nobody waited for it' report)" -eq 1 ]
    ! grep -qE 'how found| switch(es)? \(' report || fail "a block: $(cat report)"
    if ! no_window; then
        "$RACELEDGER" show alone.rl --view timeline --lang en >view
        grep -q 'One thread alone ever had it: nobody waited.' view
        ! grep -qE '^GIL( [0-9]+)?( |$)' view || fail "a row: $(cat view)"
    fi
    "$RACELEDGER" record --json two.json -- "$python" two.py 2>report
    jq -e 'any(.gils[]; .shared)' two.json
    grep -q 'how found' report
    ! grep -q 'alone' report
}

@test "how the processes of a program ended is told where it was not with 0, and how long one ran that its deadline ended" {
    run -0 --separate-stderr "$RACELEDGER" record -o ends.rl -- sh -c "sh -c 'kill -9 \$\$'; sh -c 'exit 3'; sh -c 'exit 0'; true"
    [ "$(grep -A3 -x '  processes that did not end with 0' <<<"$stderr" | grep -cE ' (ended by signal 9|exit status 3)$')" -eq 2 ] || fail "$stderr"
    run --separate-stderr "$RACELEDGER" record --deadline 200ms -o ends.rl -- sleep 60
    grep -qE ', ended by its deadline of 200ms, having run for [0-9.]+ [mµ]?s$' <<<"$stderr" || fail "$stderr"
    [[ $stderr != *"did not end with 0"* ]] || fail "$stderr"
}
