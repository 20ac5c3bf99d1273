#!/usr/bin/env bats
# What the program tells of itself: help, man pages and completion, all made of the tables that read the command line.

bats_require_minimum_version 1.5.0
load common

# The commands that have a page of their own.
commands() { "$RACELEDGER" --help | sed -n 's/^  \([a-z][a-z+-]*\) .*/\1/p'; }

setup_file() {
    export PAGES=$BATS_FILE_TMPDIR/man/man1
    mkdir -p "$PAGES"
    "$RACELEDGER" help --man >"$PAGES/raceledger.1"
    for command in $(commands); do "$RACELEDGER" help --man "$command" >"$PAGES/raceledger-$command.1"; done
}

@test "help of a command is what the command says itself, and help of none is the page of all" {
    for command in 'run' 'run queue' 'show' 'cc'; do
        # shellcheck disable=SC2086 # a command and its lab
        "$RACELEDGER" help $command >here
        # shellcheck disable=SC2086
        "$RACELEDGER" $command --help >there
        cmp here there
    done
    "$RACELEDGER" help >here
    "$RACELEDGER" --help >there
    cmp here there
    refused 2 help nothing
    grep -q 'help: nothing: there is no such command' err
    refused 2 help --man nothing
    refused 2 help --man run queue
    refused 2 help --completion tcsh
    grep -q -- '--completion tcsh: must be bash, zsh or fish' err
    refused 2 help --completion bash run
    refused 2 help --man --completion bash
}

# The lines of a page, without the backslashes of its dashes.
page() { tr -d '\\' <"$PAGES/raceledger-$1.1"; }

@test "the man page of every command has every option that its help has, and that of the program every command" {
    local command option page
    for command in $(commands); do
        grep -qxF -- ".It Xr raceledger-$command 1" "$PAGES/raceledger.1" || fail "raceledger(1) says nothing of $command"
        page=$(page "$command")
        [[ $page == *$'\n'".Nm raceledger-$command"$'\n'* ]]
        for option in $("$RACELEDGER" "$command" --help | sed -n 's/^  --\([a-z-]*\) .*/\1/p'); do
            [[ $page == *"Fl -$option"[$' \n']* ]] || fail "raceledger-$command(1) says nothing of --$option"
        done
    done
    page run >page
    grep -qxF '.Ss raceledger run queue' page
    grep -qxF '.It Fl -put-delay Ar TIME' page
}

@test "man pages are clean" {
    command -v mandoc >/dev/null || absent "no mandoc here"
    cd "$PAGES" # where it finds the others
    run mandoc -T lint -- *
    [ -z "$output" ] || fail "$output"
    mandoc -T utf8 raceledger-record.1 | grep -q 'RACELEDGER-RECORD(1)'
}

@test "what the shells complete by is right in each shell that is here" {
    local shell
    for shell in bash zsh fish; do
        "$RACELEDGER" help --completion $shell >"completion.$shell"
        for command in $(commands); do grep -qF -- "$command" "completion.$shell"; done
        grep -q 'switch-interval' "completion.$shell"
        ! command -v $shell >/dev/null || run -0 $shell -n "completion.$shell"
    done
    command -v zsh >/dev/null && command -v fish >/dev/null || absent "not all shells are here; those that are were asked"
}

# What is refused whatever its value is: neither the help nor what shells complete by names it.
@test "help names no setting that its command refuses" {
    local call name
    for call in 'compare:guard python' 'compare queue:variant' 'compare pool:variant' 'gil-matrix:guard' \
        'compare-real:python workers memory cores io-every io-time io-workers'; do
        # shellcheck disable=SC2086 # words
        "$RACELEDGER" ${call%:*} --help >said
        for name in ${call#*:}; do
            ! grep -q -- "^  --$name " said || fail "${call%:*} --help names --$name"
        done
        grep -q -- '^  --count ' said || [ "${call%:*}" != compare ]
    done
    refused 2 compare --guard mutex
    refused 2 compare queue --variant sentinel
    refused 2 gil-matrix --guard gil
    refused 2 compare-real 3.9 --cores 1
    "$RACELEDGER" run --help | grep -q -- '^  --guard '
}

# What bash would offer for the last of the words.
offered() {
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
    _raceledger 2>/dev/null || true # compopt outside of a completion
    echo "${COMPREPLY[*]}"
}

@test "bash completes commands, labs, options, and the words that a value can be" {
    "$RACELEDGER" help --completion bash >completion
    # shellcheck disable=SC1091 # just made
    . ./completion
    touch a.rl b.txt
    [[ " $(offered raceledger '') " == *" record "*" a.rl "* ]]
    [ "$(offered raceledger reco)" = record ]
    [ "$(offered raceledger run que)" = queue ]
    [ "$(offered raceledger run queue --variant sent)" = sentinel ]
    [ "$(offered raceledger run --guard mu)" = mutex ]
    [ "$(offered raceledger run --guard = mu)" = mutex ]
    [ "$(offered raceledger run --switch)" = --switch-interval ]
    [ "$(offered raceledger show '')" = a.rl ]
    [ "$(offered raceledger show --expect '')" = "correct lost ordered" ]
    [ "$(offered raceledger record --keep '')" = "oldest newest" ]
    [ "$(offered raceledger record cat b)" = b.txt ]
    [ "$(offered raceledger help --completion f)" = fish ]
    no_window || [[ "$(offered raceledger picture --theme '')" == "dark light"* ]]
    no_window || [ "$(offered raceledger a.rl --foll)" = --follow ]
}

# What a shell offers for the last of the words, a line each. zsh is asked as a person would, with Tab.
fish_offers() { fish --no-config -c 'source completion.fish; complete -C (string join " " -- $argv)' -- "$@" | cut -f1; }
zsh_offers() {
    mkdir -p zsh
    cp completion.zsh zsh/_raceledger
    zsh -f -c 'zmodload zsh/zpty && zpty z zsh -f -i || exit
        zpty -w z "fpath=($PWD/zsh \$fpath); autoload -Uz compinit; compinit -u -d $PWD/zsh/dump; PROMPT=; LISTMAX=10000; echo REA\"\"DY"
        zpty -r -m z out "*READY*"
        zpty -w -n z "$1"$'"'\\t\\t'"'
        for i in {1..40}; do sleep 0.1; while zpty -r -t z out; do print -rn -- "$out"; done; done' -- "$*" | tr -d '\r' | sed 's/\x1b\[[0-9;?]*[A-Za-z]//g'
}

# Words behind the recorded program are its own, with -- before it or without.
@test "behind a program that is to be recorded no shell offers options of raceledger" {
    local shell
    for shell in bash zsh fish; do "$RACELEDGER" help --completion $shell >completion.$shell; done
    # shellcheck disable=SC1091 # just made
    . ./completion.bash
    touch b.txt
    [[ " $(offered raceledger record --) " == *" --watch "* ]]
    [ -z "$(offered raceledger record cat --wat)" ]
    [ -z "$(offered raceledger record --watch x -- cat --wat)" ]
    if command -v fish >/dev/null; then
        fish_offers raceledger record -- >out # the words are: raceledger record --
        fish_offers raceledger record --w >out
        grep -qx -- --watch out
        for words in '-- cat -' '--watch x cat -' '--keep=oldest cat --'; do
            # shellcheck disable=SC2086 # words
            fish_offers raceledger record $words >out
            ! grep -qxE -- '--(watch|quiet|keep|live)|-o' out || fail "fish: $words: $(cat out)"
        done
        # What it offers is what it has for the program itself.
        fish_offers raceledger record --watch x cat --sh >out
        diff out <(fish --no-config -c 'complete -C "cat --sh"' | cut -f1)
        fish_offers raceledger record --watch x ca >out
        grep -qx cat out
    fi
    if command -v zsh >/dev/null; then
        zsh_offers raceledger record --w >out
        grep -q -- '--watch' out
        for words in 'cat --' '--watch x -- cat --'; do
            zsh_offers raceledger record "$words" >out
            ! grep -qE -- '--(quiet|live)|bad math' out || fail "zsh: $words: $(cat out)"
            grep -q -- '--show-all' out
        done
    fi
    command -v zsh >/dev/null && command -v fish >/dev/null || absent "not all shells are here; those that are were asked"
}

@test "every key of the window is listed with its word, in the man page too, and the README names no other" {
    "$RACELEDGER" help keys >keys
    grep -qE '^  play +Space +play, pause$' keys
    grep -qE '^  help +\? F1 ' keys
    refused 2 help keys none
    local word chord page
    page=$(page window)
    while read -r word; do
        [[ $page == *$'\n'".It Cm $word : "* ]] || fail "raceledger-window(1) says nothing of $word"
    done < <(sed -n 's/^  \([a-z0-9-]*\) .*/\1/p' keys)
    while read -r chord; do
        sed 's/$/ /' keys | grep -qF -- " $chord " || fail "README.md speaks of $chord, which is no key of the window"
    done < <(sed -n '/^## The window/,/^## Every schedule/p' "$BATS_TEST_DIRNAME/../../README.md" |
        grep -oE '(Ctrl|Shift|Alt)\+[^ ,;.:)`]+' | grep -vE 'Shift\+Enter' | sort -u)
}
