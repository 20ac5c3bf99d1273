#!/usr/bin/env bats
# Where the window stands and what is really on the screen: full screen and back, maximised, minimised, covered, out of reach.

# shellcheck disable=SC2154  # pid and window are set in common.bash

load common

# The window's pixels, as the X server has them: not while it is not mapped, or stands in part outside the screen.
grab() { import -silent -window "$window" -depth 8 "rgb:$1"; }

# The same, once they can be had; at most 5 s until then.
shot() {
    for _ in $(seq 50); do
        grab "$1" 2>grabbing && return 0
        sleep 0.1
    done
    cat grabbing
    return 1
}

# Waits until the window looks as in the file, but for a soft edge: a pixel may round otherwise when it is painted alone.
looks_like() {
    for _ in $(seq 40); do
        grab now.rgb 2>/dev/null || true # not mapped yet
        [ "$(stat -c %s now.rgb 2>/dev/null || echo 0)" -eq "$(stat -c %s "$1")" ] &&
            [ "$(cmp -l now.rgb "$1" | head -n 100 | wc -l)" -lt 100 ] && return 0
        sleep 0.05
    done
    echo "it never looks like $1"
    return 1
}

# A picture with something on it: a black one has one colour.
has_picture() {
    local kinds
    kinds=$(od -An -v -tx1 -w3 "$1" | awk '!seen[$0]++ { kinds++ } kinds > 200 { exit } END { print kinds }')
    [ "$kinds" -gt 200 ] || { echo "$1 has $kinds colours"; return 1; }
}

# Paused at the start, with the pointer outside.
start_still() {
    xdotool mousemove 1599 999
    start "$GOLDEN/race.rl"
    until_trace updates=600
    [ "$(xdotool getwindowname "$window")" = "race.rl – No lock – 176 of 600 lost – Race Ledger" ]
    until_trace updates=600
    key space
    until_trace playing=0
    key Home
    until_trace events=0
    sleep 0.3 # what glides arrives
}

# There and back by two keys: all of both pictures is there every time.
there_and_back() {
    local times=$1 there=$2 back=$3
    shot desk.rgb
    has_picture desk.rgb
    for i in $(seq "$times"); do
        key "$there"
        until_trace fullscreen=1
        if [ "$i" -eq 1 ]; then
            until_trace size=1600x1000
            sleep 0.3
            shot full.rgb
            has_picture full.rgb
        fi
        looks_like full.rgb
        key "$back"
        until_trace fullscreen=0
        looks_like desk.rgb || { echo "the $i. time back from $there"; return 1; }
    done
}

is_maximized() { xprop -id "$window" _NET_WM_STATE | grep -q MAXIMIZED_VERT; }

@test "in and out of full screen and lecture, all of the picture is there" {
    start_still
    there_and_back 5 l Escape
    there_and_back 5 F11 F11
    key ctrl+q
    ends_with 0
}

@test "a maximised window comes back maximised, and all of it is there" {
    mkdir -p config/raceledger
    printf 'maximized = 1\nx = 40\ny = 60\nwidth = 1200\nheight = 700\n' >config/raceledger/settings
    start_still
    is_maximized
    there_and_back 5 F11 F11
    is_maximized
    there_and_back 5 l Escape
    is_maximized
    key ctrl+q
    ends_with 0
    for line in 'maximized = 1' 'x = 40' 'y = 60' 'width = 1200' 'height = 700'; do
        grep -qx "$line" config/raceledger/settings || { cat config/raceledger/settings; return 1; }
    done
}

@test "minimised and restored, covered and uncovered, it is whole" {
    start_still
    shot before.rgb
    for _ in 1 2 3; do
        xdotool windowminimize --sync "$window"
        xdotool windowmap --sync "$window"
        looks_like before.rgb
        # Another window that paints over it, and goes.
        display -size 700x500 -geometry +300+200 xc:white 3>&- &
        cover=$!
        sleep 0.5
        kill "$cover"
        looks_like before.rgb
    done
    key ctrl+q
    ends_with 0
}

# The edges of the window's frame on the screen: left, top, right, bottom.
edges() {
    local left right top bottom x y width height
    read -r x y width height < <(xwininfo -id "$window" |
        awk '/Absolute upper-left|Width:|Height:/ { printf "%d ", $NF } END { print "" }')
    read -r left right top bottom < <(xprop -id "$window" _NET_FRAME_EXTENTS | sed 's/.*= //; s/,//g')
    echo "$((x - left)) $((y - top)) $((x + width + right)) $((y + height + bottom))"
}

# The frame lies on a screen of that size; at most 2 s until it does.
is_on_screen() {
    local left top right bottom
    for _ in $(seq 20); do
        read -r left top right bottom < <(edges)
        [ "$left" -ge 0 ] && [ "$top" -ge 0 ] && [ "$right" -le "$1" ] && [ "$bottom" -le "$2" ] && return 0
        sleep 0.1
    done
    echo "frame from $left, $top to $right, $bottom on $1 x $2"
    return 1
}

@test "on a small screen the window fits, with its frame" {
    open_screen 1366x768 "$HERE"
    start_still
    is_on_screen 1366 768
    key ctrl+q
    ends_with 0
}

@test "a place whose title bar is out of reach is corrected" {
    mkdir -p config/raceledger
    for at in "3000 200" "200 -400" "-1100 300" "300 995"; do
        printf 'x = %d\ny = %d\nwidth = 1200\nheight = 700\n' $at >config/raceledger/settings
        start "$GOLDEN/race.rl"
        until_trace updates=600 size=1200x700
        is_on_screen 1600 1000
        key ctrl+q
        ends_with 0
    done
}

@test "where pixels are fine the window is larger at first, and so is its type" {
    open_screen 3840x2160 "$HERE"
    xprop -root -f RESOURCE_MANAGER 8s -set RESOURCE_MANAGER "$(printf 'Xcursor.size:\t48\nXft.dpi:\t192\n')"
    start "$GOLDEN/race.rl"
    until_trace updates=600 size=2912x1638 zoom=1.00
    key ctrl+q
    ends_with 0
    # A screen with no room for that: the type is zoomed instead.
    rm -r config
    close_screen "$HERE"
    open_screen 1920x1080 "$HERE"
    xprop -root -f RESOURCE_MANAGER 8s -set RESOURCE_MANAGER "$(printf 'Xft.dpi:\t192\n')"
    start "$GOLDEN/race.rl"
    until_trace updates=600 zoom=1.50
    key ctrl+q
    ends_with 0
}

# A desktop's settings, and what it says of them later by that descriptor.
desktop_says() {
    mkfifo said
    python3 "$BATS_TEST_DIRNAME/desktop_bus.py" "$HERE/bus" "$@" <said 3>&- &
    bus=$!
    exec 7>said
    for _ in $(seq 100); do
        [ -S bus ] && break
        sleep 0.05
    done
    export DBUS_SESSION_BUS_ADDRESS=unix:path=$HERE/bus
}

@test "theme and motion follow the desktop, until another is chosen" {
    local appearance=org.freedesktop.appearance animations='org.gnome.desktop.interface enable-animations'
    desktop_says $appearance color-scheme u 2 org.gnome.desktop.interface enable-animations b 0
    start "$GOLDEN/race.rl"
    until_trace theme=light less_motion=1
    echo "$appearance contrast u 1" >&7
    until_trace theme=contrast less_motion=1
    echo "$animations b 1" >&7
    until_trace theme=contrast less_motion=0
    key t # another, which the desktop then does not change
    until_trace theme=dark
    echo "$appearance contrast u 0" >&7
    echo "$animations b 0" >&7
    until_trace theme=dark less_motion=1
    key ctrl+q
    ends_with 0
    grep -q '^theme = dark$' config/raceledger/settings
    ! grep -q less-motion config/raceledger/settings || return 1
    # The command line comes before both.
    start "$GOLDEN/race.rl" --theme contrast
    until_trace theme=contrast less_motion=1
    key ctrl+q
    ends_with 0
    exec 7>&-
    wait "$bus"
}

@test "where no portal answers, looks follow the desktop's files, until another is chosen" {
    mkdir -p config/gtk-3.0
    printf '[Settings]\ngtk-theme-name=Adwaita\ngtk-enable-animations=0\n' >config/gtk-3.0/settings.ini
    start "$GOLDEN/race.rl"
    until_trace theme=light less_motion=1
    printf '[Settings]\ngtk-theme-name=HighContrast\n' >config/gtk-3.0/settings.ini
    until_trace theme=contrast less_motion=0
    rm config/gtk-3.0/settings.ini
    until_trace theme=dark less_motion=0
    printf '[Settings]\ngtk-theme-name=Adwaita\n' >config/gtk-3.0/settings.ini
    until_trace theme=light
    key ctrl+q
    ends_with 0
    ! grep -q '^theme' config/raceledger/settings || return 1
    # What was chosen comes first: on the command line, in the window, and the last time.
    start "$GOLDEN/race.rl" --theme dark
    until_trace theme=dark
    key ctrl+q
    ends_with 0
    rm -f config/raceledger/settings
    start "$GOLDEN/race.rl"
    until_trace theme=light
    key t
    until_trace theme=dark
    key ctrl+q
    ends_with 0
    start "$GOLDEN/race.rl"
    until_trace theme=dark
    key ctrl+q
    ends_with 0
    grep -q '^theme = dark$' config/raceledger/settings
}

@test "looks follow the settings daemon of X, where the portal has no preference" {
    desktop_says org.freedesktop.appearance color-scheme u 0
    mkfifo told
    python3 "$BATS_TEST_DIRNAME/xsettings.py" <told >tells 3>&- 7>&- &
    daemon=$!
    exec 8>told
    echo Net/ThemeName=Greybird Gtk/EnableAnimations=0 Xft/DPI=196608 >&8
    for _ in $(seq 100); do [ -s tells ] && break; sleep 0.05; done
    start "$GOLDEN/race.rl"
    until_trace theme=light less_motion=1 zoom=1.50
    echo Net/ThemeName=Adwaita-dark >&8
    until_trace theme=dark less_motion=0
    echo Net/ThemeName=HighContrast >&8
    until_trace theme=contrast
    kill "$daemon"
    until_trace theme=dark
    key ctrl+q
    ends_with 0
    exec 7>&- 8>&-
    wait "$bus"
}

@test "zoomed to three the pointer's place in the window is its place on the whole" {
    start "$GOLDEN/race.rl"
    key space
    until_trace playing=0
    for _ in 1 2 3 4 5 6 7; do key ctrl+plus; done
    until_trace zoom=3.00
    local WIDTH HEIGHT
    eval "$(xdotool getwindowgeometry --shell "$window")"
    xdotool mousemove --window "$window" $((WIDTH * 4 / 100)) $((HEIGHT * 955 / 1000)) click 1 # play, at the foot
    until_trace playing=1 zoom=3.00
    key ctrl+q
    ends_with 0
}

@test "where the machine has no id, as in a container, the desktop's bus ends nothing" {
    unshare -m true 2>/dev/null || skip "no mounts of one's own here"
    : >none
    cat >without <<END
#!/bin/sh
exec unshare -m sh -c 'for id in /etc/machine-id /var/lib/dbus/machine-id; do
    [ ! -e "\$id" ] || mount --bind "$HERE/none" "\$id" || exit 9
done
exec "$RACELEDGER" "\$@"' sh "\$@"
END
    chmod +x without
    desktop_says org.freedesktop.appearance color-scheme u 2 org.gnome.desktop.interface enable-animations b 0
    RACELEDGER=$HERE/without
    start "$GOLDEN/race.rl"
    until_trace theme=light
    key ctrl+q
    ends_with 0
    exec 7>&-
    wait "$bus"
}

@test "who asks for what was copied, and is gone before the answer, does not end the window" {
    start "$GOLDEN/race.rl"
    until_trace updates=600
    key ctrl+shift+c
    until_trace 'message=.+'
    python3 "$BATS_TEST_DIRNAME/stale.py" 60
    key 2
    until_trace view=timeline
    key ctrl+q
    ends_with 0
}

@test "what X refuses after the window's end changes nothing of how it ends" {
    [ -z "$RACELEDGER_SAN" ] || skip "a sanitizer wants to be loaded first"
    gcc -shared -fPIC -D_GNU_SOURCE -o late.so "$BATS_TEST_DIRNAME/late.c" -ldl
    LD_PRELOAD=$HERE/late.so start "$GOLDEN/race.rl"
    until_trace updates=600
    key ctrl+q
    ends_with 0
    [ -e late ]
}

@test "on Wayland alone it draws, on fine pixels, too" {
    command -v weston >/dev/null || skip "no weston here"
    mkdir -m 700 run
    export XDG_RUNTIME_DIR=$HERE/run
    local scale
    for scale in 1 2; do
        rm -rf trace config
        WAYLAND_DISPLAY=wayland-$scale
        weston --backend=x11-backend.so --use-pixman --socket="$WAYLAND_DISPLAY" --width=$((1500 / scale)) \
            --height=$((900 / scale)) --scale=$scale >weston.log 2>&1 3>&- &
        echo $! >>screen # ended with the test
        for _ in $(seq 100); do [ -S "run/$WAYLAND_DISPLAY" ] && break; sleep 0.1; done
        env -u DISPLAY WAYLAND_DISPLAY="$WAYLAND_DISPLAY" "$RACELEDGER" window --trace trace "$GOLDEN/race.rl" 3>&- &
        pid=$!
        until_trace updates=600 playing=1
        # Something is shown, and again.
        for _ in $(seq 100); do [ "$(grep -c 'pixels=[1-9]' trace)" -gt 3 ] && break; sleep 0.1; done
        [ "$(grep -c 'pixels=[1-9]' trace)" -gt 3 ]
        kill -TERM "$pid"
        ends_with 143
    done
}
