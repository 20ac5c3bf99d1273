#!/usr/bin/env bats
# Stored recordings of the labs (tests/golden/labs/LAB….rl): what show says of each, as text and as JSON. Their pictures are held in
# golden_pictures.bats. UPDATE_GOLDEN=1 writes the texts anew: look at the difference first.

load common

LABS=$BATS_TEST_DIRNAME/../golden/labs

# What is said now, held against what is stored; or stored.
hold() {
    if [ -n "${UPDATE_GOLDEN:-}" ]; then cp "$1" "$2"; fi
    diff "$2" "$1"
}

@test "every lab has a stored recording" {
    for lab in $("$RACELEDGER" labs --json | jq -r '.labs[].name | select(. != "balance")'); do
        compgen -G "$LABS/$lab*.rl" >/dev/null || fail "$lab has none"
    done
}

@test "what show says of the stored recordings of labs" {
    for file in "$LABS"/*.rl; do
        "$RACELEDGER" show "$file" >said.txt
        "$RACELEDGER" show "$file" --json | jq -S 'del(.console)' >said.json
        hold said.txt "${file%.rl}.txt"
        hold said.json "${file%.rl}.json"
    done
}

# One word for a thing: what the report calls the parts of the books the window calls them, too.
@test "the books have the same words in the report and in the window" {
    local file
    for file in "$GOLDEN"/labs/*.rl; do
        "$RACELEDGER" show "$file" | sed -n 's/^  the books balance //p' >report
        "$RACELEDGER" show "$file" --view stage --at end --lang en |
            sed -n '/^The books balance$/,/^$/{/^The books balance$/d;p}' | tr '\n' ' ' | sed 's/ *$//' >window
        [ -s report ]
        [ "$(cat report)" = "$(cat window)" ] || { cat report window && return 1; }
    done
}
