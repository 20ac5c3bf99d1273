#!/usr/bin/env bats
# Every option, right and wrong.

load common

@test "each wrong value is named with its option and what would be right" {
    while IFS='|' read -r option value right; do
        refused 2 run "--$option" "$value"
        [ -n "${value// /}" ] || value="'$value'" # what is blank is quoted
        grep -qF -- "--$option $value: " err
        grep -qF -- "$right" err || { echo "no \"$right\":"; cat err; return 1; }
        [ ! -s out ]
    done <<'TABLE'
guard|lock|none, mutex, spin, atomic, gil
variant|lock|none, mutex, spin, atomic, gil
guard||none, mutex, spin, atomic, gil
python|3.14|3.9
program|fib|call-in-minus
workers|fibers|threads or processes
memory|none|shared or private
count|0|1 to 63
count|64|1 to 63
count|-1|1 to 63
count|2.5|1 to 63
count|two|1 to 63
amounts|0,5|1 to 1000
amounts|5,1001|1 to 1000
amounts|5,,8|1 to 1000
amounts|5,8,|1 to 1000
iterations|0|1 to 33554431
iterations|33554432|1 to 33554431
iterations|99999999999999999999|1 to 33554431
cores|0|1 to
cores|5000|1 to
switch-interval|5|1us to 1s
switch-interval|999ns|1us to 1s
switch-interval|2s|1us to 1s
bytecode-cost|11us|0 to 10us
timing|always|off, sampled or full
deadline|500us|1ms to 1h
deadline|2h|1ms to 1h
expect|right|correct or lost
TABLE
}

@test "a value that is empty or blank is quoted in its refusal" {
    local words value
    for value in '' '  '; do
        for words in 'show x --lang' 'picture x --theme' 'export x --to' 'run --iterations' 'show x --collision'; do
            # shellcheck disable=SC2086 # a command and its option
            refused 2 $words "$value"
            grep -qF -- " '$value': must be " err || { cat err; return 1; }
        done
    done
}

# The commands are asked in turn: none runs anything first, none names nothing.
@test "a file or folder without a name is refused by every option that takes one" {
    local command option kind words
    cp "$GOLDEN/race.rl" .
    while IFS='|' read -r words option kind; do
        refused 2 $words "$option" ''
        grep -qxF -- "raceledger: $option '': must be the name of a $kind" err || { cat err; return 1; }
        [ ! -s out ]
    done <<'TABLE'
run|--save|file
run queue|--save|file
explore two-locks|--save|file
compare|--save-runs|folder
gil-matrix|--save-runs|folder
compare-real 3.9|--save-runs|folder
picture race.rl|--output|file
picture race.rl|--font|file
picture --view compare|--lines|file
picture --page real|--beside|folder
picture|--signatures|file
export race.rl --to csv|--output|file
record|--output|file
record|--json|file
window|--font|file
TABLE
    for words in show reduce 'export --to csv' 'picture -o x.png' window; do
        refused 2 $words ''
        grep -q "''" err
    done
    refused 2 run --save=
    refused 2 thumbnail '' x.png 128
    refused 2 thumbnail race.rl '' 128
    refused 2 ''
    # Every option that takes one is in the table above, or is the developers' own.
    for command in run explore compare gil-matrix compare-real picture export record window reduce show; do
        "$RACELEDGER" "$command" --help | sed -nE 's/^  (--[a-z-]+) (FILE|FOLDER) .*/\1/p' >options
        while read -r option; do
            sed -n '/TABLE.$/,/^TABLE$/p' "$BATS_TEST_FILENAME" | grep -qE -- "^${command}[^|]*\|$option\|" ||
                [ "$command $option" = "window --trace" ] || fail "$command $option is not tested"
        done <options
    done
}

@test "the help of a command says what is right for that command" {
    "$RACELEDGER" explore --help | grep -q -- '--count N  .*workers, 1 to 4 (2)'
    "$RACELEDGER" run --help | grep -q -- '--count N  .*workers, 1 to 63 (2)'
    refused 2 explore --count 5
    grep -qF -- '--count 5: must be a whole number from 1 to 4' err
    refused 2 explore --count 64
    grep -qF -- '1 to 4' err
    refused 2 run --schedule 1 --count 5
    grep -qF -- '1 to 4' err
    # A number that a command takes is told with its range, and that is the range it has.
    while IFS='|' read -r words option low high; do
        "$RACELEDGER" $words --help | grep -E -- "^  $option " | grep -qF "$low to $high" || fail "$words $option"
        refused 2 $words "$option" "$((low - 1))"
        refused 2 $words "$option" "$((high + 1))"
    done <<'RANGES'
run|--until-lost|1|1000
run queue|--repeat|1|10000
compare|--repeat|1|10000
compare queue|--repeat|1|10000
gil-matrix|--runs|1|1000
record|--max-memory|1|1048576
RANGES
    "$RACELEDGER" run --help | grep -qF 'With --schedule there are 1 to 4 workers'
}

@test "what means nothing together is refused" {
    refused 2 run --memory private
    grep -q processes err
    refused 2 run --count 3 --amounts 5,8
    refused 2 run --iterations 33554431 --amounts 1000,1000
    grep -q '67 108 862 000' err
}

@test "what comes after -- is a file, whatever it begins with" {
    local name
    for name in -x.rl --x.rl; do
        cp "$GOLDEN/race.rl" "./$name"
        "$RACELEDGER" show -- "$name" | grep -q 'books balance'
        "$RACELEDGER" show --json -- "$name" | jq -e .books_balance >/dev/null
        "$RACELEDGER" reduce --collision 1 -- "$name" | grep -q 'ollision 1 '
        "$RACELEDGER" export --to csv -- "$name" | grep -q ^begin_ns
        refused 4 show -- "no$name"
        no_window || "$RACELEDGER" picture -o - -- "$name" | grep -q 'Race Ledger'
        no_window || "$RACELEDGER" show --view stage -- "$name" | grep -q 'Race Ledger'
    done
    refused 2 show -- one.rl two.rl
    grep -q 'two.rl: not expected here' err
    refused 2 show --
    refused 2 run -- 5
}

@test "the command line speaks English, whatever the picture does" {
    export LANG=zh_CN.UTF-8
    refused 2 picture --lang zh --size 5 -o x.png
    refused 4 picture nowhere.rl --lang zh -o x.png
    [ -z "$(grep -P '[^\x00-\x7f]' err)" ]
    refused 2 run --count 99
    grep -q 'must be a whole number from 1 to 63' err
}

@test "what would be left out without a word is refused" {
    while IFS='|' read -r words said; do
        # shellcheck disable=SC2086 # words, not one word
        refused 2 $words || { echo "$words"; return 1; }
        grep -qF -- "$said" err || { cat err; return 1; }
    done <<TABLE
run --json --lines|--json and --lines: only one of them
run queue --lines --json|--json and --lines: only one of them
compare --csv --json|--json and --csv: only one of them
compare --csv --lines|--csv and --lines: only one of them
gil-matrix --json --lines|--json and --lines: only one of them
compare --guard mutex|--guard: every guard is compared
compare --python 3.12|--python: every guard is compared
TABLE
    no_window && return 0
    refused 2 picture "$GOLDEN/race.rl" --guard mutex -o x.png
    grep -q -- "--guard: .*race.rl has settings of its own" err
    refused 2 picture "$GOLDEN/race.rl" --view compare --repeat 0 --iterations 5 -o x.png
    refused 2 picture "$GOLDEN/race.rl" --view schedules --count 2 -o x.png
    "$RACELEDGER" picture "$GOLDEN/race.rl" --view schedules --iterations 2 -o x.png
    "$RACELEDGER" picture "$GOLDEN/race.rl" --view compare --page matrix --repeat 0 --iterations 5 -o y.png
    only_files out err x.png y.png
}

@test "what names no command opens the window: a file, an option" {
    unset DISPLAY WAYLAND_DISPLAY
    export XDG_CONFIG_HOME=$HERE/config
    for words in "$GOLDEN/race.rl" "--lecture $GOLDEN/race.rl" --lecture '--lang zh' '--lang=zh' '--guard mutex' .; do
        # shellcheck disable=SC2086 # words, not one word
        refused 3 $words
    done
    no_window && return 0
    refused 2 --lang fr
    grep -q 'en or zh' err
    refused 2 --bogus
    grep -q 'no such option' err
}

@test "a word that is no command and no file is refused, and what is like it is suggested" {
    while IFS='|' read -r word near; do
        refused 2 "$word"
        grep -qF -- "$word: there is no such command and no such file; $near" err || { cat err; return 1; }
    done <<'TABLE'
walk|raceledger --help lists the commands
race.rl|raceledger --help lists the commands
sho|did you mean show?
shwo|did you mean show?
comparre|did you mean compare?
matrix|did you mean gil-matrix?
Run|did you mean run?
TABLE
    refused 2 $'no\033[31msuch'
    if grep -q $'\033' err; then false; fi
    "$RACELEDGER" -h | cmp - <("$RACELEDGER" --help)
}

@test "times in every unit, and of more than one part" {
    while IFS='|' read -r option value ns; do
        "$RACELEDGER" run --iterations 10 "--$option" "$value" --io-every 5 --save run.rl --json >out
        jq -e --argjson ns "$ns" --arg option "$option" \
            '.experiment | (if $option == "io-time" then .io.time_ns else .switch_interval_ns end) == $ns' out
    done <<'TABLE'
switch-interval|5µs|5000
switch-interval|5μs|5000
switch-interval|1ms500us|1500000
io-time|1.5us|1500
TABLE
    "$RACELEDGER" run --iterations 10 --deadline 1m >out
    "$RACELEDGER" run --iterations 10 --deadline 59m30s >out
    refused 2 run --deadline 1h30m
    grep -qF -- '--deadline 1h30m: must be a time with its unit from 1ms to 1h, such as 5ms' err
}

@test "unknown options, stray words and missing values are refused" {
    refused 2 run --colour
    refused 2 run --guard
    refused 2 run mutex
    refused 2 walk
    refused 2 show
    refused 2 compare --repeat 0
    refused 2 run --json=yes
}

@test "both ways of giving a value, and k for thousand" {
    "$RACELEDGER" run --iterations=1k --guard=mutex --json >out
    jq -e '.experiment.iterations == 1000 and .experiment.guard == "mutex"' out
    "$RACELEDGER" run --amounts 1,2,3 --iterations 10 --json >out
    jq -e '.experiment.count == 3 and .experiment.amounts == [1,2,3]' out
}

@test "the defaults are the seed's" {
    "$RACELEDGER" run --json >out
    books_hold out
    jq -e '.experiment | .guard == "none" and .python == null and .count == 2 and .amounts == [5,8] and
           .iterations == 100000 and .switch_interval_ns == 5000000 and .bytecode_cost_ns == 6 and .timing == "sampled"' out
}

@test "the usual timing changes a race least; of locks and of what goes step by step all is timed" {
    while read -r timing options; do
        # shellcheck disable=SC2086 # options are words
        "$RACELEDGER" run --iterations 2 $options --json >out
        jq -e --arg timing "$timing" '.experiment.timing == $timing' out >/dev/null || fail "$options: not $timing"
    done <<'USUAL'
sampled --count 3
sampled --guard atomic
full --guard mutex
full --guard flag
full --python 3.13t
full --schedule 11112222
USUAL
    "$RACELEDGER" run --iterations 100 --timing full --json >out
    jq -e '.timing_effect | contains("20 to 70 times as often")' out
    "$RACELEDGER" run --iterations 100 --json >out
    jq -e '.timing_effect == null' out
    "$RACELEDGER" run --iterations 100 --guard mutex >out
    tr '\n' ' ' <out | grep -q 'A time stamp at every passage of the lock makes it take up to 3 times as long'
}

@test "help lists every option and every command" {
    "$RACELEDGER" --help >out
    for word in run show compare gil-matrix --headless; do grep -q -- "$word" out; done
    "$RACELEDGER" run --help >out
    for word in guard python workers memory count amounts iterations cores switch-interval bytecode-cost timing program \
        io-every io-time io-workers deadline save json expect; do
        grep -q -- "--$word" out
    done
}

@test "a child of the window tells a failure with its id and its parts; everyone else gets the sentence" {
    refused 1 run --iterations 5 --lines --save /nowhere/x.rl
    cp err plain
    status=0
    "$RACELEDGER" --fault-parts run --iterations 5 --lines --save /nowhere/x.rl >out 2>err || status=$?
    [ "$status" -eq 1 ]
    cut -f1 err | cmp - plain
    cut -f2 err | grep -qE '^[0-9]+:0:[0-9]+:2 [0-9:]+ [0-9:]+$'
    grep -qF 'cannot write /nowhere/x.rl: No such file or directory' plain
}
