#!/usr/bin/env bats
# The check of who knows whom, on a tree of a few files: what it lets pass and what it refuses.

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    mkdir -p .ci src/base src/document src/view/shapes src/view/looks
    cp "$BATS_TEST_DIRNAME/../../.ci/check-layers" .ci/
}

# Writes a file that includes the headers named after it.
write() {
    local file=src/$1 header
    shift
    : >"$file"
    for header; do echo "#include \"$header\"" >>"$file"; done
}

# A tree with the Makefile and the library's least.
checks_headers() { make -s -C . -f "$BATS_TEST_DIRNAME/../../Makefile" HEADLESS=1 NO_LIBDW=1 WERROR=1 BUILD=b ROOMS=base check-headers; }

@test "every header compiles alone: what a source begins with by that, all others by themselves" {
    write base/first.c base/first.h base/late.h
    echo '#include <stddef.h>' >src/base/first.h
    echo 'size_t late(size_t of);' >src/base/late.h
    run checks_headers
    [ "$status" -eq 2 ]
    [[ $output == *"src/base/late.h does not compile alone"* ]]
    printf '#include <stddef.h>\nsize_t late(size_t of);\n' >src/base/late.h
    run checks_headers
    [ "$status" -eq 0 ]
    [[ $output == *"2 headers compile alone"* ]]
    echo 'size_t first(size_t of);' >src/base/first.h
    run checks_headers
    [ "$status" -eq 2 ]
    [[ $output == *"src/base/first.h"* ]]
}

@test "what keeps the rule passes" {
    write base/text.h
    write view/shapes/draw.h base/text.h
    write view/looks/theme.c view/shapes/draw.h
    run .ci/check-layers
    [ "$status" -eq 0 ]
    [[ $output == *"2 includes in 2 files keep the rule"* ]]
}

@test "a room inside view may not look above itself" {
    write view/looks/theme.h
    write view/shapes/draw.c view/looks/theme.h
    run .ci/check-layers
    [ "$status" -eq 1 ]
    [[ $output == *"src/view/shapes/draw.c:1: view/shapes must not include view/looks (view/looks/theme.h)"* ]]
}

@test "a folder that is in no row is refused" {
    mkdir src/view/cellar
    write base/text.h
    write view/cellar/wine.c base/text.h
    run .ci/check-layers
    [ "$status" -eq 1 ]
    [[ $output == *'"view/cellar" is not in the table'* ]]
}

@test "a circle of includes is refused, a file and its own header are none" {
    write base/text.h
    write base/text.c base/text.h base/json.h
    write base/json.h
    run .ci/check-layers
    [ "$status" -eq 0 ]
    write base/json.c base/json.h base/text.h
    run .ci/check-layers
    [ "$status" -eq 1 ]
    [[ $output == *"a circle of files: base/text (includes) -> base/json (includes) -> base/text"* ]] ||
        [[ $output == *"a circle of files: base/json (includes) -> base/text (includes) -> base/json"* ]]
}

@test "a circle of names is refused" {
    mkdir -p obj/src/base
    echo 'int text(void); int json(void) { return text(); }' | cc -c -x c -o obj/src/base/json.o -
    echo 'int json(void); int text(void) { return json(); }' | cc -c -x c -o obj/src/base/text.o -
    run .ci/check-layers "$PWD"/obj/src/base/*.o
    [ "$status" -eq 1 ]
    [[ $output == *"a circle of files: base/json (text) -> base/text (json) -> base/json"* ]]
}

@test "a header of the system that belongs to another room is refused" {
    echo '#include <SDL.h>' >src/base/text.c
    run .ci/check-layers
    [ "$status" -eq 1 ]
    [[ $output == *"<SDL.h> belongs to gui, not to base"* ]]
}
