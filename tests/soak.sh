#!/usr/bin/env bash
# Long runs in a real window: 10 000 pictures and 200 runs, memory flat. SOAK_FRAMES and SOAK_RUNS set other numbers.
# make test does the same with few (tests/window/soak.bats).
set -u
cd "$(dirname "$0")/.." || exit 1
export SOAK_FRAMES=${SOAK_FRAMES:-10000} SOAK_RUNS=${SOAK_RUNS:-200}
exec bats --timing tests/window/soak.bats
