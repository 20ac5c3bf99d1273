#!/usr/bin/env bats
# Recordings made to do harm, stored in tests/bad: all have right checksums. Each is refused by every command that reads
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
