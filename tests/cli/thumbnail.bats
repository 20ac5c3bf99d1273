#!/usr/bin/env bats
# The small picture that file managers ask for: of its size, of what the recording has, and no more than a line for what is none.

bats_require_minimum_version 1.5.0
load common

setup() {
    HERE=$BATS_TEST_TMPDIR
    GOLDEN=$BATS_TEST_DIRNAME/../golden
    cd "$HERE" || return 1
    ! no_window || skip "built without the window"
}

size_of() { identify -format '%m %wx%h' "$1"; }

# Whether the picture has that colour.
has_colour() { convert "$1" -unique-colors -depth 8 txt: | grep -qi "$2"; }

@test "a recording's thumbnail is a PNG of the size asked for, whatever its name, with its states and its loss" {
    "$RACELEDGER" thumbnail "$GOLDEN/race.rl" thumb.tmp 256
    [ "$(size_of thumb.tmp)" = 'PNG 256x192' ]
    has_colour thumb.tmp '#56B4E9'
    has_colour thumb.tmp '#FF4D6D' || fail "nothing red, where updates were lost"
    "$RACELEDGER" thumbnail "$GOLDEN/v1/mutex.rl" mutex.png 128
    [ "$(size_of mutex.png)" = 'PNG 128x96' ]
    ! has_colour mutex.png '#FF4D6D' || fail "red, where nothing was lost"
    "$RACELEDGER" thumbnail "$GOLDEN/labs/workers.rl" small.png 16
    [ "$(size_of small.png)" = 'PNG 16x12' ]
    only_files mutex.png small.png thumb.tmp
}

@test "what is no recording, or not one to be read, is one line and no picture" {
    head -c 5000 "$GOLDEN/race.rl" >cut.rl
    { head -c 64 "$GOLDEN/race.rl" && head -c 9000 /dev/urandom; } >noise.rl
    echo text >text.rl
    cp "$GOLDEN/race.rl" huge.rl
    truncate -s 8G huge.rl
    refused 4 thumbnail cut.rl out.png 128
    refused 4 thumbnail noise.rl out.png 128
    refused 4 thumbnail text.rl out.png 128
    refused 4 thumbnail /dev/zero out.png 128
    timeout 20 "$RACELEDGER" thumbnail huge.rl out.png 128 2>err && fail "8 GiB were read"
    [ "$(wc -l <err)" -eq 1 ]
    refused 4 thumbnail not-there.rl out.png 128
    refused 2 thumbnail "$GOLDEN/race.rl" out.png
    refused 2 thumbnail "$GOLDEN/race.rl" out.png 15
    grep -q 'SIZE must be a whole number from 16 to 1024' err
    refused 2 thumbnail "$GOLDEN/race.rl" out.png 1025
    refused 2 thumbnail "$GOLDEN/race.rl" out.png big
    [ ! -e out.png ]
}
