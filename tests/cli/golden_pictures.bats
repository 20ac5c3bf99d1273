#!/usr/bin/env bats
# Every view of the stored recording (and of a stored comparison and matrix, and a stored pair of a real CPython and its model), in every theme and language and two sizes, pixel by pixel;
# the views that a recording of no lab has, of one and of a tree of processes (tests/support/process_tree.h: tree_story); what is
# shown of people's own programs, of C and of Python (tests/golden/variables); and the stages of labs, a stored recording each
# (tests/golden/labs). All are drawn by one process.
#
# tests/golden/pictures.txt has a signature of each picture's pixels, made with the fonts its first line names by their
# contents. With other fonts there is nothing to hold them against. UPDATE_GOLDEN=1 writes it anew: look at the pictures first.

load common
load fonts

FOREIGN=$BATS_TEST_DIRNAME/../fuzz/corpus/fuzz_recording/foreign

# One more for the list: what it is called, then the words for it.
ask() {
    echo "$1" >>names
    shift
    echo "${*@Q}" >>wanted
}

# In each of the themes, languages and sizes that are given.
ask_each() {
    local themes=$1 languages=$2 sizes=$3 name=$4 theme language size
    shift 4
    for theme in $themes; do
        for language in $languages; do
            for size in $sizes; do
                ask "$name $theme $language $size" "$@" --theme "$theme" --lang "$language" --size "$size"
            done
        done
    done
}

ask_all() { ask_each "dark light" "en zh" "1024x768 1920x1080" "$@"; }

ask_views() {
    local view lines
    for view in stage timeline ledger schedules compare matrix real; do
        lines=(--view "$view")
        [ $view != compare ] || lines+=(--lines "$GOLDEN/compare.lines")
        [ $view != matrix ] || lines=(--view compare --page matrix --lines "$GOLDEN/matrix.lines")
        [ $view != real ] || lines=(--view compare --page real --beside "$GOLDEN/real")
        ask_all $view "$GOLDEN/race.rl" --at lost:3 "${lines[@]}"
    done
    for view in stage ledger; do
        ask_each contrast en 1280x800 $view "$GOLDEN/race.rl" --at lost:3 --view $view
    done
    for view in stage timeline; do
        ask_each dark "en zh" "1024x768 1920x1080" "foreign $view" "$FOREIGN" --at 50% --view $view
        ask_all "tree $view" "$GOLDEN/tree.rl" --at 2.64ms --view $view
    done
}

# At a lost update: source, variables and the Ledger; at a collision's third beat the hold; a variable that lost nothing.
ask_own_programs() {
    local language view
    for language in c python; do
        for view in "ledger --at lost:3" "ledger --at beat:4.3" "stage --at lost:3" "timeline --at lost:3"; do
            # shellcheck disable=SC2086  # several words
            set -- "$GOLDEN/variables/bank-$language.rl" --view $view
            ask_each dark en 1280x800 "$language $view" "$@"
            ask_each light zh 1920x1080 "$language $view" "$@"
            ask_each dark zh 1280x800 "$language $view lecture" "$@" --lecture
        done
    done
    ask_each dark en 1280x800 "c guarded" "$GOLDEN/variables/bank-c.rl" --view ledger --variable attempts --at 50%
}

ask_labs() {
    local recording
    for recording in "$GOLDEN"/labs/*.rl; do
        ask_all "$(basename "$recording" .rl)" "$recording" --at end
    done
}

# What is chosen from, and a lab's variants side by side.
ask_home_and_variants() {
    ask_all home --view home
    ask_all variants "$GOLDEN/queue.rl" --view compare --lines "$GOLDEN/queue.lines"
}

@test "pictures of the stored recordings are the golden ones" {
    [ -n "$RACELEDGER_WINDOW" ] || skip "built without the window"
    [ -z "$RACELEDGER_SAN" ] || skip "the sanitizers have seen the same pictures made elsewhere"
    ask_views
    ask_own_programs
    ask_labs
    ask_home_and_variants
    "$RACELEDGER" picture --signatures wanted >signatures
    [ "$(wc -l <signatures)" -eq "$(wc -l <names)" ]
    {
        fonts_line
        paste -d ' ' names signatures
    } >pictures.txt
    if [ -n "${UPDATE_GOLDEN:-}" ]; then
        cp pictures.txt "$GOLDEN/pictures.txt"
    fi
    [ "$(head -n 1 pictures.txt)" = "$(head -n 1 "$GOLDEN/pictures.txt")" ] || skip "other fonts here than the golden ones"
    diff "$GOLDEN/pictures.txt" pictures.txt
}

@test "a picture's signature is its own, whatever was drawn before it" {
    [ -n "$RACELEDGER_WINDOW" ] || skip "built without the window"
    for view in stage ledger timeline; do
        echo "$GOLDEN/race.rl --view $view --lang zh --size 1024x768"
    done >three
    echo "$GOLDEN/variables/bank-c.rl --view ledger --variable attempts --lang en --size 1024x768" >>three
    echo "$GOLDEN/variables/bank-c.rl --view ledger --lang en --size 1024x768" >>three
    "$RACELEDGER" picture --signatures three >together
    while read -r line; do
        echo "$line" >one
        "$RACELEDGER" picture --signatures one
    done <three >alone
    diff together alone
    [ "$(sort -u together | wc -l)" -eq 5 ]
}

@test "a list of pictures that cannot be made is refused, with the line" {
    [ -n "$RACELEDGER_WINDOW" ] || skip "built without the window"
    printf '%s\n' "$GOLDEN/race.rl --lang en --size 1024x768" "$GOLDEN/race.rl --theme blue" >bad
    refused 2 picture --signatures bad
    grep -qxF "raceledger: bad: line 2: --theme blue: must be dark, light or contrast" err
}
