#!/usr/bin/env bats
# Pictures of the window, made with no display.

load common


setup_file() { unset DISPLAY WAYLAND_DISPLAY; export LANG=C; }

size_of() { identify -format '%wx%h %n' "$1"; }

@test "every view of a recording becomes a PNG of the size asked for" {
    no_window && skip "built without the window"
    for view in stage timeline ledger schedules compare; do
        "$RACELEDGER" picture "$GOLDEN/race.rl" --view $view --size 1024x768 -o $view.png
        [ "$(size_of $view.png)" = "1024x768 1" ]
    done
    [ "$(sha256sum ./*.png | cut -d' ' -f1 | sort -u | wc -l)" -eq 5 ]
    only_files stage.png timeline.png ledger.png schedules.png compare.png
}

@test "a view becomes an SVG with words in it" {
    no_window && skip "built without the window"
    "$RACELEDGER" picture "$GOLDEN/race.rl" --view stage --lang en -o a.svg
    xmllint --noout a.svg 2>/dev/null || python3 -c 'import sys, xml.dom.minidom as m; m.parse("a.svg")'
    grep -q '<text' a.svg
    grep -q 'Race Ledger' a.svg
}

@test "what a view says is printed as text, its marks in words" {
    no_window && skip "built without the window"
    "$RACELEDGER" show "$GOLDEN/race.rl" --view ledger --at collision:1 --lang en >ledger
    grep -qx '17 updates lost, net −8' ledger
    grep -qE '^T1 writes over 17 updates of T2$' ledger
    "$RACELEDGER" show --view=timeline "$GOLDEN/race.rl" --at 50% --lang en >timeline
    grep -qE '^T1: running on cpu 0 for ' timeline
    "$RACELEDGER" picture "$GOLDEN/race.rl" --view timeline --lang en -o timeline.txt
    cmp timeline timeline.txt
    refused 2 show "$GOLDEN/race.rl" --view cellar
    grep -qF -- '--view cellar: must be stage, timeline' err
}

@test "the same recording gives the same picture" {
    no_window && skip "built without the window"
    for i in 1 2; do "$RACELEDGER" picture "$GOLDEN/race.rl" --at lost:2 -o $i.png; done
    cmp 1.png 2.png
}

@test "moment, span, theme, language, zoom and lecture each change the picture" {
    no_window && skip "built without the window"
    i=0
    while read -r words; do
        # shellcheck disable=SC2086  # several words
        "$RACELEDGER" picture "$GOLDEN/race.rl" --size 1280x800 $words -o $((i += 1)).png
    done <<'TABLE'
--at start
--at end
--at start --theme light
--at start --lang zh
--at start --zoom 1.5
--at start --lecture
--at start --view timeline
--at start --view timeline --span 100us
--at beat:1.1
--at beat:1.2
--at beat:1.3
--at beat:1.4
--at beat:2.4
TABLE
    [ "$(sha256sum ./*.png | cut -d' ' -f1 | sort -u | wc -l)" -eq 13 ]
    # A collision is where its last beat is.
    "$RACELEDGER" picture "$GOLDEN/race.rl" --size 1280x800 --at collision:2 -o collision.png
    cmp collision.png 13.png
}

@test "a run made now becomes a picture" {
    no_window && skip "built without the window"
    "$RACELEDGER" picture --guard mutex --iterations 500 --at end -o run.png 2>err
    [ "$(size_of run.png)" = "1920x1080 1" ]
    only_files run.png err
}

@test "the comparison's picture makes its runs, or takes those that were made" {
    no_window && skip "built without the window"
    "$RACELEDGER" compare --iterations 200 --repeat 2 --lines >lines
    for i in 1 2; do "$RACELEDGER" picture "$GOLDEN/race.rl" --view compare --lines lines -o $i.png; done
    cmp 1.png 2.png
    "$RACELEDGER" picture "$GOLDEN/race.rl" --view compare --repeat 0 -o empty.png
    "$RACELEDGER" picture "$GOLDEN/race.rl" --view compare --repeat 1 -o now.png
    [ "$(sha256sum 1.png empty.png now.png | cut -d' ' -f1 | sort -u | wc -l)" -eq 3 ]
    echo "3 0 0" >>lines
    refused 4 picture "$GOLDEN/race.rl" --view compare --lines lines -o no.png
    grep -qx "raceledger: lines: line $(wc -l <lines) is none of compare --lines, or out of order" err
    [ ! -e no.png ]
}

@test "the matrix's picture makes its runs, or takes those that were made" {
    no_window && skip "built without the window"
    "$RACELEDGER" gil-matrix --iterations 200 --runs 2 --lines >lines
    page=(picture "$GOLDEN/race.rl" --view compare --page matrix)
    for i in 1 2; do "$RACELEDGER" "${page[@]}" --lines lines -o $i.png; done
    cmp 1.png 2.png
    "$RACELEDGER" "${page[@]}" --repeat 0 -o empty.png
    "$RACELEDGER" "${page[@]}" --repeat 1 -o now.png
    "$RACELEDGER" picture "$GOLDEN/race.rl" --view compare --page guards --repeat 0 -o guards.png
    [ "$(sha256sum 1.png empty.png now.png guards.png | cut -d' ' -f1 | sort -u | wc -l)" -eq 4 ]
    "$RACELEDGER" picture --iterations 300 --switch-interval 20us --guard gil --view compare --page matrix --repeat 1 -o own.svg
    grep -q 'Runs of each: 1.*300.*switch interval 20 µs' own.svg
    echo "3 0 0" >>lines
    refused 4 "${page[@]}" --lines lines -o no.png
    grep -qx "raceledger: lines: line 97 is none of gil-matrix --lines, or out of order" err
    [ ! -e no.png ]
}

@test "a CPython beside its model is pictured from the runs that were kept, or from runs made now" {
    no_window && skip "built without the window"
    mkdir bin
    printf '#!/bin/sh\necho "Python 3.9.0: balance -7"\n' >bin/python3.9
    chmod +x bin/python3.9
    for version in 2.7 3.10 3.12 3.13; do cp bin/python3.9 bin/python$version; done # wherever the dial stands
    "$RACELEDGER" compare-real 3.9 --iterations 2000 --interpreter bin/python3.9 --lines --save-runs kept >/dev/null
    page=(picture "$GOLDEN/race.rl" --view compare --page real)
    for i in 1 2; do "$RACELEDGER" "${page[@]}" --beside kept -o $i.svg; done
    cmp 1.svg 2.svg
    grep -q 'Model of CPython 3.9' 1.svg
    grep -q 'CPython 3.9.0, recorded' 1.svg
    grep -q 'No GIL was found' 1.svg
    PATH=$HERE/bin:$PATH "$RACELEDGER" "${page[@]}" -o now.svg
    grep -q 'CPython 3.9.0, recorded' now.svg
    (
        export PATH=/usr/bin:/bin HOME=$HERE PYENV_ROOT=
        compgen -c | grep -q '^python[23][.]' || refused 2 "${page[@]}" -o no.png
    )
    mkdir turned
    cp kept/model.rl turned/real.rl
    cp kept/real.rl turned/model.rl
    refused 4 "${page[@]}" --beside turned -o no.png
    grep -q 'turned/model.rl: is no run of the balance' err
    cp kept/model.rl turned/model.rl
    refused 4 "${page[@]}" --beside turned -o no.png
    grep -q 'turned/real.rl: is no recorded command' err
    refused 2 "${page[@]}" --beside kept --repeat 3 -o no.png
    refused 2 picture "$GOLDEN/race.rl" --view compare --beside kept -o no.png
    [ ! -e no.png ]
}

@test "each wrong word is named with what would be right" {
    no_window && skip "built without the window"
    while IFS='|' read -r words right; do
        # shellcheck disable=SC2086  # several words
        refused 2 picture "$GOLDEN/race.rl" $words
        grep -qF -- "$right" err || { echo "no \"$right\":"; cat err; return 1; }
    done <<'TABLE'
--view stage|needs -o FILE
-o a.jpg|.png or .svg
-o a.png --view all|stage, timeline, ledger, schedules, compare or home
-o a.png --size 100x100|320 to 8192
-o a.png --size 1920|1920x1080
-o a.png --size 1920x1080x3|1920x1080
-o a.png --theme blue|dark, light or contrast
-o a.png --lang de|en or zh
-o a.png --zoom 9|0.5 to 3
-o a.png --repeat 5|--view compare only
-o a.png --view compare --repeat 1001|0 to 1000
-o a.png --view compare --page matrix --repeat 1001|0 to 1000
-o a.png --view schedules --page chairs|two-locks
-o a.png --view schedules --page two-locks --moves 113|move 3 is not possible
-o a.png --view compare --page third|guards, matrix or real
-o a.png --page matrix|--view compare only
-o a.png --view compare --repeat 2 --lines b|no runs are made
-o a.png --span 5|a time with its unit
-o a.png --at noon|1.5ms
-o a.png --at 101%|1.5ms
-o a.png --at lost:0|1.5ms
-o a.png --at lost:999999|lost updates
-o a.png --at collision:999999|collisions
-o a.png --at collision:0|collision:N
-o a.png --at beat:1.5|beat:N.B
-o a.png --at beat:1|beat:N.B
TABLE
    [ ! -e a.png ]
}

# Fonts as on a machine that has none with Chinese.
without_chinese() {
    latin=$(fc-list : file | grep -m 1 -o '^/.*/DejaVuSans\.ttf') || skip "no DejaVu here to test with"
    mkdir -p fonts
    cp "$latin" fonts
    printf '<fontconfig><dir>%s</dir><cachedir>%s</cachedir></fontconfig>\n' "$HERE/fonts" "$HERE/cache" >fonts.conf
    export FONTCONFIG_FILE=$HERE/fonts.conf
}

@test "--font comes before the system's; what is none is named" {
    no_window && skip "built without the window"
    serif=$(fc-list : file | grep -m 1 -o '^/.*/DejaVuSerif\.ttf') || skip "no DejaVu here to test with"
    "$RACELEDGER" picture "$GOLDEN/race.rl" -o a.png
    "$RACELEDGER" picture "$GOLDEN/race.rl" --font "$serif" -o b.png
    if cmp -s a.png b.png; then false; fi
    rm a.png b.png
    mkfifo pipe
    for font in nothing . pipe "$GOLDEN/race.rl"; do
        refused 2 picture "$GOLDEN/race.rl" --font "$font" -o a.png
        grep -qF -- "--font $font: " err
    done
    [ ! -e a.png ]
}

@test "no font with Chinese: asked for, it is refused; from LANG, the picture is in English and says so" {
    no_window && skip "built without the window"
    chinese=$(fc-list :lang=zh-cn file | grep -m 1 -o '^/[^:]*') || skip "no Chinese font here to test with"
    without_chinese
    LANG=C "$RACELEDGER" picture "$GOLDEN/race.rl" -o english.png 2>err
    [ ! -s err ]
    refused 1 picture "$GOLDEN/race.rl" --lang zh -o a.png
    grep -qF -- '--lang zh: ' err
    grep -qF 'has no Chinese' err
    [ ! -e a.png ]
    LC_ALL='' LANG=zh_CN.UTF-8 refused 0 picture "$GOLDEN/race.rl" -o a.png
    grep -qF 'the picture is in English' err
    cmp a.png english.png
    "$RACELEDGER" picture "$GOLDEN/race.rl" --lang zh --font "$chinese" -o a.png 2>err
    [ ! -s err ]
    ! cmp -s a.png english.png
}

@test "the ruler groups its figures however far it is zoomed in" {
    no_window && skip "built without the window"
    "$RACELEDGER" run --guard mutex --iterations 100k --save long.rl >/dev/null
    "$RACELEDGER" picture long.rl --view timeline --lang en --at 90% --span 1us -o a.svg
    LC_ALL=C grep -qE $'>[0-9]+\xc2\xa0[0-9]{3}\\.[0-9]+ µs' a.svg
    ! LC_ALL=C grep -qE '[0-9]{4}(\.[0-9]+)? µs' a.svg
}

@test "a folder that is not there is named, and nothing is left behind" {
    no_window && skip "built without the window"
    refused 1 picture "$GOLDEN/race.rl" -o no/such/a.png
    grep -q 'no/such/a.png' err
    head -c 100 "$GOLDEN/race.rl" >cut.rl
    refused 4 picture cut.rl -o a.png
    only_files cut.rl out err
}

@test "a queue's run is drawn, its end told in both languages" {
    run "$RACELEDGER" run queue --variant full-and-empty --save q.rl
    [ "$status" -eq 0 ]
    local view language
    for view in stage timeline; do
        for language in en zh; do
            for at in start 50% end; do
                "$RACELEDGER" picture q.rl --view $view --lang $language --at $at --size 1366x768 -o "$view-$language-$at.svg"
            done
        done
    done
    grep -q 'the pipe' stage-en-end.svg
    grep -q '管道' stage-zh-end.svg
    ! grep -q 'asks the semaphore\|had put the item' stage-zh-end.svg
}

@test "the ledger of a command's variable, by its name; one that is not there is named" {
    no_window && skip "built without the window"
    local variables=$BATS_TEST_DIRNAME/../fuzz/corpus/fuzz_recording/variables
    "$RACELEDGER" picture "$variables" --view ledger --at lost:3 --variable balance --size 1024x768 -o v.png
    [ "$(size_of v.png)" = "1024x768 1" ]
    "$RACELEDGER" picture "$variables" --view timeline --at end --variable attempts -o a.png
    run "$RACELEDGER" picture "$variables" --view ledger --variable nothing -o n.png
    [ "$status" -eq 2 ]
    [[ $output == *"--variable nothing: no variable that several threads touched is called so, as balance is"* ]]
    run "$RACELEDGER" picture "$variables" --view ledger --at lost:1 --variable attempts -o n.png
    [ "$status" -eq 2 ]
    [[ $output == *"this run has 0 lost updates"* ]]
    run "$RACELEDGER" picture "$GOLDEN/race.rl" --view ledger --variable balance -o n.png
    [ "$status" -eq 2 ]
    [[ $output == *"the recording has no loads and stores of variables"* ]]
}

# How long each picture of an animation is shown, in hundredths of a second, and of how many pixels the first differs from a PNG.
times_of() { identify -format '%T ' "$1"; }
differing() { compare -metric AE "${@:3}" "$1[0]" "$2" null: 2>&1 || true; }

# Where the program was built without a format's library, which it says, nothing of that format can be tested.
needs_format() {
    no_window && skip "built without the window"
    run "$RACELEDGER" picture "$GOLDEN/race.rl" --collision 3 -o "probe.$1" --fps 1 --size 400x320
    [[ $output != *"built without"* ]] || skip "built without the library for .$1"
}

collision_words=(--collision 3 --fps 3 --size 400x320 --lang en)

@test "a collision becomes pictures one by one" {
    no_window && skip "built without the window"
    for name in loss-%03d.png loss-%d.svg; do
        "$RACELEDGER" picture "$GOLDEN/race.rl" "${collision_words[@]}" -o "$name" 2>err
    done
    local count
    count=$(printf '%s\n' loss-*.png | wc -l)
    # It ends with the count of that collision.
    grep -q 'Collision 3 of 36' "loss-$count.svg"
    grep -q 'One update is lost' "loss-$count.svg"
    [ -f loss-1.svg ] && [ ! -e "loss-$((count + 1)).svg" ] && [ ! -e loss-000.png ]
}

@test "as WebP it is an animation that shows the same" {
    needs_format webp
    for name in loss.webp loss-%03d.png; do
        "$RACELEDGER" picture "$GOLDEN/race.rl" "${collision_words[@]}" -o "$name" 2>err
    done
    [ "$(differing loss.webp loss-001.png)" -eq 0 ] # to the pixel
}

@test "as GIF it is an animation that shows the same, but for its 255 colours" {
    needs_format gif
    for name in loss.gif loss-%03d.png; do
        "$RACELEDGER" picture "$GOLDEN/race.rl" "${collision_words[@]}" -o "$name" 2>err
    done
    [ "$(differing loss.gif loss-001.png -fuzz 8%)" -eq 0 ]
    convert loss.gif -coalesce +adjoin 'gif-%03d.png'
    local last count
    last=$(printf '%s\n' gif-*.png | tail -n 1)
    count=$(printf '%s\n' loss-*.png | wc -l)
    [ "$(differing "$last" "$(printf 'loss-%03d.png' "$count")" -fuzz 8%)" -eq 0 ]
    # Equal pictures are one, shown for longer; in all it takes as long as the pictures one by one.
    [ "$(times_of loss.gif | wc -w)" -lt "$count" ]
    [ "$(times_of loss.gif | tr ' ' '\n' | awk '{ s += $1 } END { print int(s * 3 / 100 + 0.5) }')" -eq "$count" ]
}

@test "a part of a run becomes an animation as long as it is asked to be, by each pace" {
    no_window && skip "built without the window"
    local pace
    for pace in story event time; do
        "$RACELEDGER" picture "$GOLDEN/tree.rl" --from 20% --to 30% --pace $pace --length 2s --fps 4 --size 400x320 \
            -o "$pace-%d.png" 2>err
        # Besides, its end is shown for a while; by story that is part of it.
        [ "$(printf '%s\n' $pace-*.png | wc -l)" -eq "$([ $pace = story ] && echo 8 || echo 13)" ]
        ! cmp -s $pace-1.png $pace-8.png
    done
}

@test "what an animation cannot be is told in a line" {
    no_window && skip "built without the window"
    while IFS='|' read -r words said; do
        # shellcheck disable=SC2086  # several words
        refused 2 picture "$GOLDEN/race.rl" $words
        grep -qF -- "$said" err || { cat err; return 1; }
    done <<'TABLE'
--collision 37 -o a%d.png|--collision 37: this run has 36 collisions
--collision 37 -o a.png|--collision 37: this run has 36 collisions
--collision 0 -o a%d.png|--collision 0: must be the number of a collision, from 1
--collision 1 -o a.webm|a.webm: a picture's name must end in .png or .svg, or .txt for its words; an animation's in .webp or .gif
--collision 1 --at end -o a.png|--at end: --collision says when
--collision 1 --to end -o a%d.png|--to end: --collision says from when to when
--from start -o a.png|--from: means something of an animation only
--fps 5 -o a%d%d.png|--fps: means something of an animation only
--from end --to start -o a%d.png|--from end: lies behind --to start
--from never -o a%d.png|--from never: must be a time since the start
--fps 51 -o a%d.png|--fps 51: must be a whole number from 1 to 50
--length 61s -o a%d.png|--length 61s: must be a time with its unit, 500ms to 60s
--pace slow -o a%d.png|--pace slow: must be story, event or time
--view schedules -o a%d.png|--view schedules: nothing moves in it
TABLE
    refused 2 picture "$GOLDEN/tree.rl" --collision 1 -o a%d.png
    grep -qF -- '--collision 1: this run has 0 collisions' err
    only_files out err
}

@test "two recordings stand one above the other on one clock, with the difference of their figures" {
    no_window && skip "built without the window"
    v1=$GOLDEN/v1
    for view in stage timeline; do
        "$RACELEDGER" picture "$v1/gil-3.9.rl" "$v1/gil-3.12.rl" --view $view --at 0.5ms --lang en -o $view.txt
        grep -qF 'lost: GIL  CPython ≤ 3.9 101, GIL  CPython ≥ 3.10 0  (−101)' $view.txt
        grep -qF 'lost %: GIL  CPython ≤ 3.9 42.1 %, GIL  CPython ≥ 3.10 0.0 %  (−42.1 points)' $view.txt
        grep -qF 'gil-3.9.rl' $view.txt
        grep -qF 'gil-3.12.rl' $view.txt
        grep -q '0.500 ms' $view.txt
    done
    # Past the end of the shorter one; another lab, which has no updates.
    "$RACELEDGER" picture "$GOLDEN/race.rl" "$GOLDEN/queue.rl" --view timeline --at end --lang en -o labs.txt
    grep -qF 'ended at' labs.txt
    grep -qx 'lost: Shared balance · No lock 176, Queue · Sentinel –' labs.txt
}

@test "a second recording that cannot be shown is one clear line" {
    no_window && skip "built without the window"
    echo no recording >bad.rl
    refused 4 picture "$GOLDEN/race.rl" bad.rl -o a.png
    [ "$(wc -l <err)" -eq 1 ]
    grep -q 'bad.rl' err
    refused 2 picture "$GOLDEN/race.rl" "$GOLDEN/queue.rl" --view ledger -o a.png
    grep -qF "queue.rl: a second recording is shown with --view stage or timeline only" err
    refused 2 picture "$GOLDEN/race.rl" "$GOLDEN/queue.rl" "$GOLDEN/tree.rl" -o a.png
    only_files bad.rl err out
}
