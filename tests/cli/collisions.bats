#!/usr/bin/env bats
# show --collisions and --collision N: who wrote over whom, in text and in JSON.

load common

# What must hold of every list: all that was lost is in it once, and the sums are those of the report.
list_holds() { # the list, the report
    jq -e --slurpfile report "$2" '
        . as $all | $report[0] as $r
        | .schema == 1 and .lost == $r.lost and .lost_net == $r.lost_net and .collisions == $r.collisions
          and (.list | length) == .collisions
          and ([.list[].collision] == [range(1; .collisions + 1)])
          and (([.list[].lost] | add) // 0) == .lost and (([.list[].lost_net] | add) // 0) == .lost_net
          and ([.list[].ns] | . == sort)
          and all(.list[]; .lost > 0 and .overwriter.worker >= 1 and .overwriter.worker <= $r.experiment.count
                           and (.fork.worker != null or .fork.value == 0))' "$1" >/dev/null ||
        { head -c 2000 "$1"; return 1; }
}

# And of every one of them: from the fork to the store that overwrote, in order, all of its lost updates between.
one_holds() { # the list, the one, its number
    jq -e --slurpfile list "$1" --argjson number "$3" '
        . as $one | ($list[0].list[$number - 1]) as $row
        | ($row | to_entries | all(.[]; $one[.key] == .value))
          and ([.steps[].ns] | . == sort)
          and (if .fork.worker then .steps[0] == (.steps[0] | .kind = "store" | .role = "fork"
                                                  | .worker = $one.fork.worker | .update = $one.fork.update
                                                  | .value = $one.fork.value)
               else .steps[0].kind == "load" end)
          and (.steps[-1] | .kind == "store" and .role == "overwriter" and .worker == $one.overwriter.worker
                            and .update == $one.overwriter.update and .value == $one.overwriter.wrote and .loses > 0)
          and ([.steps[] | select(.kind == "load" and .role == "overwriter") | .value] == [$one.overwriter.read])
          and ([.steps[] | select(.kind == "load" and .role == "overwriter") | .ns] as $loads
               | $one.overwriter.held_ns == null or $one.overwriter.held_ns == .steps[-1].ns - $loads[0])
          and ([.steps[] | select(.kind == "store" and .role == "lost")] | length == $one.lost and all(.[]; .lost))
          and (.steps[-2:] | .[0].value == $one.overwriter.over or .[0].kind == "load")' "$2" >/dev/null ||
        { head -c 2000 "$2"; return 1; }
}

@test "the stored recording gives the stored collisions" {
    "$RACELEDGER" show "$GOLDEN/race.rl" --collisions >out
    for number in 1 3; do "$RACELEDGER" show "$GOLDEN/race.rl" --collision "$number"; done >one
    if [ -n "${UPDATE_GOLDEN:-}" ]; then
        cp out "$GOLDEN/collisions.txt"
        cp one "$GOLDEN/collision.txt"
    fi
    diff "$GOLDEN/collisions.txt" out
    diff "$GOLDEN/collision.txt" one
}

# Lists, JSON, the table and the window have one clock, whose 0 is when the first task was made.
@test "a moment is the same in the report, the list, one collision, JSON, the table and the window" {
    local file name when ns
    for file in "$GOLDEN"/race.rl "$GOLDEN"/variables/bank-c.rl; do
        "$RACELEDGER" show "$file" >report
        "$RACELEDGER" show "$file" --collisions >list
        "$RACELEDGER" show "$file" --collisions --json >json
        "$RACELEDGER" export "$file" --to csv -o table.csv
        [ -n "$(jq -r '.list[].ns' json)" ]
        name=$(jq -r '.variable // "balance"' json)
        "$RACELEDGER" show "$file" --collision 1 | grep -qF "$(awk '$1 == 1 { print "Collision 1 of " all ", at " $2, $3 ":" }
            /^[0-9 ]+ collisions?,/ { all = $1 }' list)"
        # Each of the list is in the table, at the same nanosecond (which has other variables' too).
        jq -r '.list[].ns' json | sort >want
        tr -d "\r" <table.csv | awk -F, -v name="$name" '$3 == "mark" && $4 == "writes over" && ($12 == "" || $12 == name) { print $1 }' | sort -u >got
        [ -z "$(comm -23 <(sort -u want) got)" ]
        # Each of the window's is in the list.
        "$RACELEDGER" show "$file" --view ledger --at lost:1 --lang en >view
        sed -n '/^when   /,$s/^\([0-9.]* [µm]*s\)   .* over .*/\1/p' view >moments
        [ -s moments ]
        while read -r when; do grep -qF " $when " list; done <moments
    done
    # What the report tells as the longest is where the list has it.
    "$RACELEDGER" show "$GOLDEN/race.rl" >report
    "$RACELEDGER" show "$GOLDEN/race.rl" --collisions >list
    when=$(sed -n 's/.*sat 297 ns on .* wrote it at \(.*\)\.$/\1/p' report)
    grep -q " $when  T1 over T2 .* 297 ns" list
    # And of the release the list tells what JSON has.
    ns=$("$RACELEDGER" show "$GOLDEN/race.rl" --json | jq .before_ns)
    grep -q "all were let go at $((ns / 1000)).$(printf %03d $((ns % 1000))) µs$" list
}

# Whose updates a collision lost: all of them, in the list and among the window's worst.
@test "a collision's victims are the same in the list and in the window" {
    local file row
    for file in "$GOLDEN"/race.rl "$GOLDEN"/v1/processes.rl "$GOLDEN"/variables/bank-{c,python}.rl; do
        "$RACELEDGER" show "$file" --collisions | sed 's/   */  /g; s/about //' >list
        "$RACELEDGER" show "$file" --view ledger --at lost:1 --lang en |
            sed -n '/^when   lost/,$s/^~*\([0-9.]* [µnm]*s   [TP][0-9]* over .*\)/\1/p' | sed 's/   */  /g' >window
        [ -s window ]
        while IFS= read -r row; do
            row=$(sed -E 's/^([^ ]+ [^ ]+  .* over .*)  ([0-9]+)  .*/\1  \2/; s/  held.*//' <<<"$row")
            grep -qF "  $row  " list || { echo "$row" && cat list && return 1; }
        done <window
    done
    grep -q ' T1 over T2 and T3 ' <("$RACELEDGER" show "$GOLDEN/variables/bank-c.rl" --collisions)
    "$RACELEDGER" show "$GOLDEN/v1/processes.rl" --collisions --json | jq -e 'all(.list[]; (.victims | length) > 0 and
        (.overwriter.worker as $by | .lost > 1 or (.victims | index($by) == null)))' || return 1
}

@test "JSON: the list has all that was lost, each of them step by step" {
    "$RACELEDGER" show "$GOLDEN/race.rl" --json >report
    "$RACELEDGER" show "$GOLDEN/race.rl" --collisions --json >list
    list_holds list report
    for number in $(seq 36); do
        "$RACELEDGER" show "$GOLDEN/race.rl" --collision "$number" --json >one
        one_holds list one "$number"
    done
}

@test "the overwriter of a driven schedule is the store that followed the lost one" {
    "$RACELEDGER" run --schedule 12112122 --save s.rl >/dev/null
    "$RACELEDGER" show s.rl --collisions --json >list
    # +8 was lost to T1's −5: it had read 5 before T2 wrote, and wrote 0 over 8.
    jq -e '.list[0] | .lost == 1 and .lost_net == 8
           and (.overwriter | .worker == 1 and .update == 2 and .read == 5 and .wrote == 0 and .over == 8)' list
    "$RACELEDGER" show s.rl --collision 1 >out
    grep -q '^T1 had read 5 and wrote 0 over 8' out
}

# 3247 → 3 247, as the text has its numbers.
grouped() { sed ':a;s/\B[0-9]\{3\}\>/ &/;ta' <<<"$1"; }

@test "real runs: threads, processes, more workers, under a GIL, timed or not" {
    [ "$(nproc)" -gt 1 ] || skip "one core: nothing runs side by side"
    for options in '' '--timing full' '--count 4' '--workers processes' '--timing off' '--iterations 20k' \
        '--python 3.9 --switch-interval 20us' '--guard mutex'; do
        # shellcheck disable=SC2086 # options are words
        "$RACELEDGER" run --iterations 3000 $options --save run.rl --json >report
        "$RACELEDGER" show run.rl --collisions --json >list
        "$RACELEDGER" show run.rl --collisions >out
        timing=$(jq -r .experiment.timing report)
        if [ "$timing" = off ]; then
            jq -e 'all(.list[]; .ns == null and .overwriter.held_ns == null)' list
            if jq -e '.lost > 0' report; then grep -q 'not timed' out; fi
            continue
        fi
        case $timing in
        sampled) # between stamps, and said so
            jq -e '.ns_about and all(.list[]; .overwriter.held_about and .overwriter.held_ns != null)' list
            if jq -e '.lost > 0' report; then grep -q ' about ' out; fi
            ;;
        *) jq -e '(has("ns_about") | not) and all(.list[]; .overwriter | has("held_about") | not)' list ;;
        esac
        list_holds list report
        last=$(jq .collisions list)
        [ "$last" -gt 0 ] || { grep -q 'Nothing was lost' out; continue; }
        for number in 1 $((last / 2 + 1)) "$last"; do
            "$RACELEDGER" show run.rl --collision "$number" --json >one
            one_holds list one "$number"
            "$RACELEDGER" show run.rl --collision "$number" >out
            grep -qE "^Collision $(grouped "$number") of $(grouped "$last")(, at .*)?: " out
            [ "$(wc -l <out)" -le 45 ] || { wc -l out; return 1; }
        done
    done
}

@test "wrong words are named" {
    refused 2 show "$GOLDEN/race.rl" --collision 37
    grep -qF -- '--collision 37: must be from 1 to 36' err
    refused 2 show "$GOLDEN/race.rl" --collision 0
    refused 2 show "$GOLDEN/race.rl" --collision two
    refused 2 show "$GOLDEN/race.rl" --collision 1 --collisions
    refused 2 show --collisions
    refused 4 show /dev/null --collisions
    "$RACELEDGER" run --guard mutex --iterations 10 --save m.rl >/dev/null
    refused 2 show m.rl --collision 1
    grep -q 'nothing was lost' err
    "$RACELEDGER" show m.rl --collisions | grep -q 'Nothing was lost'
}

@test "in Chinese the lists and steps have the same figures, and no English sentence" {
    local words
    for words in "race.rl --collisions" "race.rl --collision 1" "race.rl --collision 36" "variables/bank-c.rl --collisions" \
        "variables/bank-c.rl --collision 2" "variables/bank-c.rl --variable balance" "variables/bank-python.rl --collision 8"; do
        # shellcheck disable=SC2086 # a file and its options
        "$RACELEDGER" show "$GOLDEN"/$words >en
        # shellcheck disable=SC2086
        "$RACELEDGER" show "$GOLDEN"/$words --lang zh >zh
        [ "$(grep -oE '[0-9]+' en | sort)" = "$(grep -oE '[0-9]+' zh | sort)" ]
        if grep -E ' (the|of|lost|more|read|wrote|over|at) ' zh; then return 1; fi
        grep -q '谁覆盖了谁' zh
    done
}
