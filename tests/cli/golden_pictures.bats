#!/usr/bin/env bats
# Every view of the stored recording (and of a stored comparison and matrix, and a stored pair of a real CPython and its model), in every theme and language and two sizes, pixel by pixel;
# the views that a recording of no lab has, of one and of a tree of processes (tests/support/process_tree.h: tree_story); and the
# stages of labs, a stored recording each (tests/golden/labs).
#
# tests/golden/pictures.txt has a signature of each picture's pixels, made with the fonts its first line names by their
# contents. With other fonts there is nothing to hold them against. UPDATE_GOLDEN=1 writes it anew: look at the pictures first.

load common
load fonts

FOREIGN=$BATS_TEST_DIRNAME/../fuzz/corpus/fuzz_recording/foreign

pictures() {
    fonts_line
    local view theme language size lines
    for view in stage timeline ledger schedules compare matrix real; do
        lines=(--view "$view")
        [ $view != compare ] || lines+=(--lines "$GOLDEN/compare.lines")
        [ $view != matrix ] || lines=(--view compare --page matrix --lines "$GOLDEN/matrix.lines")
        [ $view != real ] || lines=(--view compare --page real --beside "$GOLDEN/real")
        for theme in dark light; do
            for language in en zh; do
                for size in 1024x768 1920x1080; do
                    "$RACELEDGER" picture "$GOLDEN/race.rl" --theme $theme --lang $language --size $size \
                        --at lost:3 "${lines[@]}" -o p.png || return 1
                    echo "$view $theme $language $size $(identify -format '%#' p.png)"
                done
            done
        done
    done
    for view in stage timeline; do
        for language in en zh; do
            for size in 1024x768 1920x1080; do
                "$RACELEDGER" picture "$FOREIGN" --theme dark --lang $language --size $size --at 50% --view $view -o p.png || return 1
                echo "foreign $view $language $size $(identify -format '%#' p.png)"
                for theme in dark light; do
                    "$RACELEDGER" picture "$GOLDEN/tree.rl" --theme $theme --lang $language --size $size \
                        --at 2.64ms --view $view -o p.png || return 1
                    echo "tree $view $theme $language $size $(identify -format '%#' p.png)"
                done
            done
        done
    done
    local recording
    for recording in "$GOLDEN"/labs/*.rl; do
        for theme in dark light; do
            for language in en zh; do
                for size in 1024x768 1920x1080; do
                    "$RACELEDGER" picture "$recording" --theme $theme --lang $language --size $size --at end -o p.png || return 1
                    echo "$(basename "$recording" .rl) $theme $language $size $(identify -format '%#' p.png)"
                done
            done
        done
    done
}

# What is chosen from, and a lab's variants side by side: in every theme and language and two sizes.
chosen_and_compared() {
    local theme language size
    for theme in dark light; do
        for language in en zh; do
            for size in 1024x768 1920x1080; do
                "$RACELEDGER" picture --view home --theme $theme --lang $language --size $size -o p.png || return 1
                echo "home $theme $language $size $(identify -format '%#' p.png)"
                "$RACELEDGER" picture "$GOLDEN/queue.rl" --theme $theme --lang $language --size $size --view compare \
                    --lines "$GOLDEN/queue.lines" -o p.png || return 1
                echo "variants $theme $language $size $(identify -format '%#' p.png)"
            done
        done
    done
}

@test "pictures of the stored recording are the golden ones" {
    [ -n "$RACELEDGER_WINDOW" ] || skip "built without the window"
    [ -z "$RACELEDGER_SAN" ] || skip "the sanitizers have seen the same pictures made elsewhere"
    pictures >pictures.txt
    chosen_and_compared >>pictures.txt
    local labs=("$GOLDEN"/labs/*.rl)
    [ "$(wc -l <pictures.txt)" -eq $((97 + 8 * ${#labs[@]})) ]
    if [ -n "${UPDATE_GOLDEN:-}" ]; then
        cp pictures.txt "$GOLDEN/pictures.txt"
    fi
    [ "$(head -n 1 pictures.txt)" = "$(head -n 1 "$GOLDEN/pictures.txt")" ] || skip "other fonts here than the golden ones"
    diff "$GOLDEN/pictures.txt" pictures.txt
}
