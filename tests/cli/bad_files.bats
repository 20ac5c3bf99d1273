#!/usr/bin/env bats
# Recordings made to do harm, stored in tests/bad: all have right checksums. Most are refused by every command that reads
# one, with exit status 4, one clear line, and in no time.

load common

BAD=$BATS_TEST_DIRNAME/../bad

# The line names the file.
refused_everywhere() {
    local file=$1 command
    for command in "show $file" "reduce $file" "picture $file --view stage -o x.png" "picture $file --view timeline -o x.svg"; do
        # shellcheck disable=SC2086  # several words
        refused 4 $command || return 1
        grep -q "${file##*/}" err || { cat err; return 1; }
    done
    only_files err out
}

@test "moments without bounds, or that contradict each other, are refused" {
    local file
    for file in ended-ns-max statistics-73-ub density-32-ub; do
        refused_everywhere "$BAD/$file.rl" || return 1
    done
}

# Another program writes to the file, and shortens it, while it is opened and looked at: done, or refused, and no signal.
@test "a recording that changes under its reader ends no program" {
    "$RACELEDGER" run --iterations 100k --save whole.rl >/dev/null
    python3 - whole.rl <<'PY' &
import os, random, sys, time
whole = open(sys.argv[1], "rb").read()
descriptor = os.open("changing.rl", os.O_RDWR | os.O_CREAT)
while os.getppid() != 1 and not os.path.exists("enough"):
    os.pwrite(descriptor, whole, 0)
    time.sleep(random.uniform(0, 0.02))
    if random.random() < 0.5:
        os.ftruncate(descriptor, random.randrange(len(whole)))
    else:
        os.pwrite(descriptor, b"\xff" * (len(whole) - 8192), 8192)
PY
    local changer=$! status done=0
    until [ -e changing.rl ]; do sleep 0.01; done
    for _ in $(seq 10); do
        for command in "show" "picture --view ledger --at lost:3 -o x.png" "reduce"; do
            status=0
            # shellcheck disable=SC2086  # several words
            timeout -k 2 20 "$RACELEDGER" ${command%% *} changing.rl ${command#"${command%% *}"} >out 2>err || status=$?
            [ "$status" -eq 0 ] && done=$((done + 1))
            [ "$status" -le 4 ] || { echo "exit status $status: $command"; cat err; touch enough; return 1; }
        done
    done
    touch enough
    wait "$changer"
    echo "$done of 30 done"
}

@test "a pipe or device is no recording and nothing to wait for" {
    mkfifo pipe
    local file
    for file in pipe /dev/zero /dev/tty .; do
        refused 4 show "$file"
        refused 4 picture "$file" -o x.png
        refused 4 reduce "$file"
        refused 4 picture --view compare --lines "$file" -o x.png
    done
    only_files err out pipe
}

# More than any memory has room for, and yet nothing on the disk.
@test "a file longer than the memory is no recording, if it begins as none or tells another length" {
    truncate -s 1T zeros || skip "no file so long here"
    cp "$GOLDEN/race.rl" long.rl
    truncate -s 1T long.rl
    local command
    for command in "show" "reduce" "picture -o x.png"; do
        # shellcheck disable=SC2086  # several words
        refused 4 $command zeros
        grep -q 'zeros: this is no recording' err
        # shellcheck disable=SC2086
        refused 4 $command long.rl
        grep -q 'long.rl: the recording is too long' err
    done
    only_files err long.rl out zeros
}

@test "a file that is not there, or must not be read, is refused alike by all" {
    local command
    for command in "show" "reduce" "picture -o x.png"; do
        # shellcheck disable=SC2086  # several words
        refused 4 $command none.rl
        grep -q "none.rl: No such file" err
    done
    refused 4 picture --view compare --lines none.lines -o x.png
}

@test "a collision that cannot be reduced says so in about a second" {
    # In cpu time; a sanitizer takes ten times as much.
    ([ -n "$RACELEDGER_SAN" ] || ulimit -t 4; refused 2 reduce "$BAD/reduce-slow.rl")
    grep -q "take too long to find" err
}

# What stands in a file is shown as what it is, or the file is refused: nothing for the terminal to obey, no text that runs
# backwards.
@test "control, direction and invalid characters in a recording are refused" {
    local kind
    for kind in esc c1raw bidi; do
        refused_everywhere "$BAD/reason-$kind.rl"
        grep -q "no plain text" err
    done
}

@test "what is typed is not obeyed by the terminal when it is named as wrong" {
    local word
    for word in $'\033[31mred' $'a\x9b31m' $'\xc2\x9b31m' $'\xe2\x80\xaegnp.' $'\xff\xfe'; do
        refused 2 "$word"
        LC_ALL=C grep -q $'[\x01-\x09\x0b-\x1f\x7f\x9b\xff]' err && { cat -v err; return 1; }
        grep -q $'\xe2\x80\xae' err && { cat -v err; return 1; }
        refused 2 run --guard "$word"
        refused 4 show "$word"
        LC_ALL=C grep -q $'[\x01-\x09\x0b-\x1f\x7f\x9b\xff]' err && { cat -v err; return 1; }
    done
    true
}
