#!/usr/bin/env bats
# A variable of a Python program is watched: what is told of it, and what is said where it cannot be. Held against every CPython
# by tests/cpython/record_number.py.

bats_require_minimum_version 1.5.0
load common

setup_file() {
    PYTHON=$(command -v python3) && [ -x "$PYTHON" ] || skip "no python3 here"
    PYTHON=$("$PYTHON" -c 'import sys; print(sys.executable if sys.implementation.name == "cpython" and sys.version_info >= (3, 6)
        and getattr(sys, "_is_gil_enabled", lambda: True)() else "")')
    [ -n "$PYTHON" ] || skip "python3 is no CPython that can be watched"
    export PYTHON PROGRAMS=$BATS_TEST_DIRNAME/../programs/python
}

@test "its books balance, and agree with what the program prints" {
    run -0 "$RACELEDGER" record --quiet --json json --watch balance -- "$PYTHON" "$PROGRAMS/call_between.py" 5000
    local printed=${output##* }
    jq -e --argjson printed "$printed" '.variables[0] | .name == "balance" and .final == $printed and .stores == 20000
        and .final + .lost_net == 0 and .uncertain == null and ([.lines[].stores] | add) == 20000' json
    jq -e '.watched.how == ["python"] and .watched.not_seen == null' json
}

@test "attributes and items are watched where what holds them is assigned" {
    run -0 "$RACELEDGER" record --quiet --json json --watch account.balance -- "$PYTHON" "$PROGRAMS/attribute.py" 500
    jq -e '.variables[0] | .name == "account.balance" and .stores == 2000' json
    run -0 "$RACELEDGER" record --quiet --json json --watch 'table[1]' -- "$PYTHON" "$PROGRAMS/list_item.py" 500
    jq -e '.variables[0] | .name == "table[1]" and .stores == 1000' json
    run -0 "$RACELEDGER" record --quiet --json json --watch "bank['b']" -- "$PYTHON" "$PROGRAMS/dict_item.py" 500
    jq -e '.variables[0] | .stores == 1000' json
}

@test "what an import binds is a variable of its own: by its name, another, a star, and from another variable" {
    echo 'balance = 7' >bank.py
    local use='
def add():
    global balance
    balance = balance + 1
add()
add()
print(balance)'
    local lines=('from bank import balance' 'from bank import balance as balance' 'from bank import *' 'import bank
balance = bank.balance' 'def take():
    global balance
    from bank import balance
take()')
    for line in "${lines[@]}"; do
        printf '%s\n%s\n' "$line" "$use" >program.py
        run -0 "$RACELEDGER" record --quiet --json json --watch balance -- "$PYTHON" program.py
        [ "$output" = 9 ]
        jq -e '.watched.not_seen == null and (.variables | map({(.name): [.first, .final, .stores, .uncertain]}) | add) ==
            {balance: [7, 9, 2, null], "bank.balance": [7, 7, 0, null]}' json || fail "$line: $(jq -c .variables json)"
    done
    printf 'from bank import balance as mine\nfrom math import *\nmine = mine + 1\nprint(mine)\n' >program.py
    run -0 "$RACELEDGER" record --quiet --json json --watch mine -- "$PYTHON" program.py
    [ "$output" = 8 ]
    jq -e '.variables | length == 1 and .[0].name == "mine" and .[0].stores == 1' json
}

@test "a process that is forked begins with what stands there, whether anybody had computed with it or not" {
    printf '%s\n' 'import os' 'balance = 3' 'for i in range(EARLIER):' '    balance = balance + 1' 'child = os.fork()' \
        'for i in range(5):' '    balance = balance + 1' 'if child:' '    os.wait()' >forked.py
    for earlier in 0 2; do
        sed "s/EARLIER/$earlier/" forked.py >program.py
        run -0 "$RACELEDGER" record --quiet --json json --watch balance -- "$PYTHON" program.py
        jq -e --argjson earlier "$earlier" '[.variables[] | [.first, .stores, .final, .uncertain]] | sort ==
            ([[3, 5 + $earlier, 8 + $earlier, null], [3 + $earlier, 5, 8 + $earlier, null]] | sort)' json ||
            fail "$earlier: $(jq -c .variables json)"
    done
}

@test "what cannot be watched is said in one line, and the program runs as it is" {
    run -0 "$RACELEDGER" record --quiet --json json --watch balance -- "$PYTHON" -c 'balance = 0; print(balance + 1)'
    [ "$output" = 1 ]
    jq -e '.watched.not_seen | test("balance: no assignment to it was seen")' json
    run -0 --separate-stderr "$RACELEDGER" record --watch nosuch -- "$PYTHON" -c 'print(1)'
    # shellcheck disable=SC2154  # bats puts it there
    [[ $stderr == *"  No variable of that name was seen."* && $stderr != *"order of stores"* ]] || fail "$stderr"
    run -0 "$RACELEDGER" record --quiet --json json --watch balance -- "$PYTHON" "$PROGRAMS/attribute.py" 50
    jq -e '.watched.not_seen | test("--watch account.balance")' json
    run -0 "$RACELEDGER" record --quiet --json json --watch 'f()' -- "$PYTHON" "$PROGRAMS/attribute.py" 50
    jq -e '.watched.not_seen | test("takes a name such as balance")' json
}

@test "the program's environment, modules and sitecustomize stay its own" {
    mkdir site
    echo 'print("its own sitecustomize")' >site/sitecustomize.py
    cat >program.py <<'END'
import os, sys
balance = 1
balance = balance + 1
print(sorted(sys.modules), {k: v for k, v in os.environ.items() if k not in ('LD_PRELOAD', '_')}, sys.path, dir(), type(__loader__))
END
    export PYTHONPATH=site
    "$PYTHON" program.py >plain
    "$RACELEDGER" record --quiet --json json --watch balance -- "$PYTHON" program.py >watched
    jq -e '.variables[0].stores == 1' json
    run diff <(sed "s/'atexit', //" plain) <(sed "s/'atexit', //" watched)
    [ -z "$output" ] || fail "$output"
}

@test "a variable of which nothing is claimed says why: it was given a value that no sum made" {
    cat >program.py <<'END'
def put(value):
    global balance
    balance = value
balance = 0
balance = balance + 1
put(len("ten letter"))
balance = balance + 1
print(balance)
END
    run -0 "$RACELEDGER" record --quiet --json json --watch balance -- "$PYTHON" program.py
    [ "$output" = 11 ]
    jq -e '.variables[0] | .uncertain != null and .lost == null and .final == 11' json
}

@test "what coroutines of one thread lose is lost, and nobody is said to have taken the interpreter from it" {
    cat >coroutines.py <<'P'
import asyncio
balance = 0
async def add():
    global balance
    had = balance
    await asyncio.sleep(0)
    balance = had + 1
async def main():
    await asyncio.gather(*(add() for _ in range(20)))
asyncio.get_event_loop_policy().new_event_loop().run_until_complete(main())
print(balance)
P
    run -0 "$RACELEDGER" record --quiet --json json --watch balance -- "$PYTHON" coroutines.py
    jq -e '.variables[0] | .final == 1 and .lost == 19 and (.taken // []) == []' json || fail "$(jq -c '.variables' json)"
}
