#!/usr/bin/env bash
# Long runs in a real window: 10 000 pictures and 200 runs, memory flat. Every variant of every lab 100 times in a row, its books
# balanced each time, and held against CPython, and the ledger against programs whose truth is known; all unit tests and the
# command line under the sanitizers; the Debian package, lintian, all validators and shells. Then each fuzz target for 10 minutes: in the five seconds of make test it does not find what it finds in
# four minutes. And cppcheck, and clang-tidy with all the time it wants. SOAK_FRAMES, SOAK_RUNS, SOAK_ROUNDS and SOAK_FUZZ_SECONDS set other numbers. make test does the same with few
# (tests/window/soak.bats). And every picture of the window at every size, zoom and language (tests/unit/test_view_zoom.c).
set -u
cd "$(dirname "$0")/.." || exit 1
export SOAK_FRAMES=${SOAK_FRAMES:-10000} SOAK_RUNS=${SOAK_RUNS:-200}
bats --timing tests/window/soak.bats
flat=$?
RACELEDGER_ROUNDS=${SOAK_ROUNDS:-100} ${MAKE_COMMAND:-make} test-unit T=test_lab_ TEST_TIMEOUT=7200
balanced=$?
RACELEDGER_ROUNDS=${SOAK_RUNS:-200} ${MAKE_COMMAND:-make} check-cpython
agrees=$?
.ci/install soak && RACELEDGER_SOAK=yes ${MAKE_COMMAND:-make} test-cli T="cli/install cli/help"
installed=$?
${MAKE_COMMAND:-make} check-ledger ROUNDS="${SOAK_RUNS:-200}"
truthful=$?
${MAKE_COMMAND:-make} test-unit CC=clang SAN=address,undefined SAN_OPTIMIZE=-O1
clean=$?
${MAKE_COMMAND:-make} test-cli CC=clang SAN=address,undefined SAN_OPTIMIZE=-O1 SKIP="cli/golden cli/layers window/soak window/place"
commands=$?
${MAKE_COMMAND:-make} lint-cppcheck lint-tidy TIDY_NODES=225000
tidy=$?
RACELEDGER_SOAK=yes ${MAKE_COMMAND:-make} test-unit T=test_view_zoom TEST_TIMEOUT=7200
zoomed=$?
${MAKE_COMMAND:-make} fuzz SAN_OPTIMIZE=-O1 FUZZ_SECONDS="${SOAK_FUZZ_SECONDS:-600}" && exit $((flat | balanced | agrees | installed | zoomed | truthful | clean | commands | tidy))
