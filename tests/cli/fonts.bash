# The fonts that pictures are made with, by their contents: pixels can be held against stored ones only where they are the same.
fonts_line() {
    local name file
    for name in 'Noto Sans CJK SC' 'Noto Sans CJK SC:bold' 'Noto Sans Mono CJK SC' 'Noto Sans Mono CJK SC:bold'; do
        file=$(fc-match -f '%{file}' "$name")
        sha256sum <"$file"
    done | sha256sum | cut -c1-16 | {
        read -r hash
        echo "fonts $hash freetype $(dpkg-query -W -f '${Version}' libfreetype6 2>/dev/null || echo '?')"
    }
}
