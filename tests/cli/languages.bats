#!/usr/bin/env bats
# Adding a language is its file of texts and its row in assets/languages.def.
load common

# The views' sources that know of languages, and a third language beside them: English under another name.
third_language() {
    cp -r "$BATS_TEST_DIRNAME/../../src" "$BATS_TEST_DIRNAME/../../assets" .
    cp assets/texts/en.def assets/texts/xx.def
    # shellcheck disable=SC2016 # sed's own $
    sed -i '/^LANGUAGE(ZH/i LANGUAGE(XX, .name = "xx", .on_button = "XX", .english = "Xish", .between = " ")\n#include "texts/xx.def"\nLANGUAGE_END\n' \
        assets/languages.def
}

compiles() {
    local file
    for file in "$@"; do
        "${CC:-cc}" -std=c11 -D_GNU_SOURCE -Wall -Wextra -Werror -Isrc -fsyntax-only "$file" || return 1
    done
}

@test "a third language needs its file and its row" {
    third_language
    grep -q '^LANGUAGE(XX' assets/languages.def
    mapfile -t files < <(grep -rlE 'LANGUAGE_|languages(\[|\.def)' src/view --include='*.c')
    [ ${#files[@]} -gt 4 ]
    compiles "${files[@]}"
}

@test "a text that a language lacks, has twice or has alone does not compile, and is named" {
    third_language
    compiles src/view/texts/texts.c
    for change in '/^TEXT(RUNNING_FOR,/d' 's/^TEXT(RUNNING_FOR,/&"x")\n&/' 's/^TEXT(RUNNING_FOR,/TEXT(RUNNING_FOR_LONG,"x")\n&/'; do
        sed "$change" assets/texts/en.def >assets/texts/xx.def
        cmp -s assets/texts/en.def assets/texts/xx.def && return 1
        compiles src/view/texts/texts.c 2>err && return 1
        grep -q 'RUNNING_FOR' err
    done
}
