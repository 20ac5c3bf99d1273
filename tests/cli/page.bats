#!/usr/bin/env bats
# A recording as a page that a browser plays without a network.

load common

# What stands in a page as data.
data_of() {
    python3 - "$1" <<'PYTHON'
import re, sys
page = open(sys.argv[1], encoding="utf-8").read()
found = re.findall(r'<script type="application/json" id="data">\n(.*?)</script>', page, re.S)
assert len(found) == 1
sys.stdout.write(found[0])
PYTHON
}

# That its parts are those that were written, and nothing but its own script may run or be loaded.
is_closed() {
    python3 - "$1" <<'PYTHON'
import base64, hashlib, html.parser, re, sys
page = open(sys.argv[1], "rb").read()
assert len(page) < 1000000, len(page)
text = page.decode("utf-8")
class Reader(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.scripts, self.inside = [], False
    def handle_starttag(self, tag, attributes):
        names = dict(attributes)
        assert not {"src", "href", "style", "srcset", "action"} & set(names), (tag, names)
        assert not [name for name in names if name.startswith("on")], (tag, names)
        assert tag in "html head meta title style body noscript p main script".split(), tag
        self.inside = tag == "script"
        if self.inside:
            self.scripts.append([names.get("type"), ""])
        if names.get("http-equiv") == "Content-Security-Policy":
            self.policy = names["content"]
    def handle_endtag(self, tag):
        self.inside = self.inside and tag != "script"
    def handle_data(self, data):
        if self.inside:
            self.scripts[-1][1] += data
reader = Reader()
reader.feed(text)
assert [kind for kind, _ in reader.scripts] == ["application/json", None], [kind for kind, _ in reader.scripts]
digest = base64.b64encode(hashlib.sha256(reader.scripts[1][1].encode()).digest()).decode()
assert "default-src 'none'" in reader.policy and "script-src 'sha256-%s'" % digest in reader.policy, \
    "assets/page/page.html must have script-src 'sha256-%s', which is page.js as it is now" % digest
own = text.replace(reader.scripts[0][1], "")
assert not re.search(r"https?:|//[a-z]+\.|url\(|@import|fetch\(|XMLHttp|WebSocket|innerHTML|eval\(", own)
assert not re.search("[<>&\u2028\u2029]", reader.scripts[0][1])
PYTHON
}

@test "a page has the figures of show --json, the collisions of show --collisions, and nothing from elsewhere" {
    "$RACELEDGER" export "$GOLDEN/race.rl" --to html --lang en -o race.html
    is_closed race.html
    data_of race.html >data
    "$RACELEDGER" show "$GOLDEN/race.rl" --json >show
    [ "$(jq -S .figures data)" = "$(jq -S . show)" ]
    [ "$(jq -r .came data)" = "176 of 600 lost" ]
    "$RACELEDGER" show "$GOLDEN/race.rl" --collisions --json >collisions
    jq -c '.list[] | [.collision, .overwriter.worker, .lost, .overwriter.held_ns, (.overwriter.held_about // false), .ns]' collisions >want
    jq -c '.collisions[] | [.number, .by + 1, .lost, .held_ns, .held_about, .ns]' data >got
    diff want got
    # Every load and store in time, as many lost as there are.
    jq -e '(.events | length) == .events_all and ([.events[][0]] | . == sort) and ([.events[] | select(.[4] == 1)] | length) == 176
           and ([.events[][5] // 0] | add) == 176' data
    jq -e '.curve.columns | ([.[][3]] | add) == 176 and ([.[][2]] | add) == 600' data
    only_files race.html data show collisions want got
}

@test "every lab and a command become a page, in both languages" {
    local file language
    for file in "$GOLDEN"/labs/{pool-killed,locks-philosophers,queue}.rl "$GOLDEN"/variables/bank-c.rl "$GOLDEN/tree.rl"; do
        "$RACELEDGER" show "$file" --json >show
        for language in en zh; do
            "$RACELEDGER" export "$file" --to html --lang $language >page.html
            "$RACELEDGER" show "$file" --lang $language >report
            is_closed page.html
            data_of page.html >data
            # What is said in the page's own words is a value of the figures, under that key.
            jq -e --arg lang $language --slurpfile show show --rawfile report report '
                [.figures | .. | objects | to_entries[] | select(.value | type == "string") | [.key, .value]] as $all
                | .lang == $lang and .figures == $show[0] and .report == $report
                  and (.tasks | length) == .tasks_all and ([.tasks[].states | length] | add) > 0
                  and ($lang == "zh") == (.own | length > 0) and all(.own[]; .[0:2] as $one | $all | index([$one]))' data >/dev/null
        done
    done
    jq -e '.words.play == "播放"' data
    # Of a variable nobody saw what stood there before its books begin.
    "$RACELEDGER" export "$GOLDEN/variables/bank-c.rl" --to html >page.html
    data_of page.html >data
    jq -e '[.curve.columns[][0] == null] as $unseen | $unseen[0] and ($unseen | index([false, true])) == null
           and ($unseen | any(not))' data
}

@test "a long recording is folded, says so, and stays below a megabyte" {
    "$RACELEDGER" run --count 8 --iterations 30000 --timing full --save long.rl >/dev/null
    "$RACELEDGER" export long.rl --to html -o long.html
    is_closed long.html
    data_of long.html >data
    jq -e '.events == [] and .events_all >= 480000 and .figures.updates == 480000
           and ([.curve.columns[][2]] | add) == 480000 and ([.curve.columns[][3]] | add) == .figures.lost
           and (.collisions | length) <= 150 and .collisions_all == .figures.collisions' data
}

@test "what a recording has for names and texts stays text" {
    "$RACELEDGER" record -o hostile.rl -- \
        sh -c 'printf "%s\n" "</script><script>document.title=1</script><!-- <img src=x onerror=1> & \" '"'"' \342\200\250 \377"' >/dev/null 2>&1
    "$RACELEDGER" export hostile.rl --to html -o hostile.html
    is_closed hostile.html
    # Long lists are cut, and how much is told.
    "$RACELEDGER" record -o long.rl -- sh -c 'for i in $(seq 500); do echo $i; done' >/dev/null 2>&1
    "$RACELEDGER" export long.rl --to html -o long.html
    data_of long.html | jq -e '[.figures | .. | arrays | length] | max <= 400'
    data_of long.html | jq -e --argjson all "$("$RACELEDGER" show long.rl --json | jq '.console | length')" \
        '.figures_cut == ([$all - 400, 0] | max)'
    data_of hostile.html | jq -e '[.told[], .figures.console[]?] | tostring | contains("</script><script>document.title=1")'
}

@test "a page has who held each lock, who waited for it, and how full each queue was" {
    # Of the philosophers each has one fork and waits for the next: all five are held to the end, and waited for.
    "$RACELEDGER" export "$GOLDEN/labs/locks-philosophers.rl" --to html --lang en >page.html
    data_of page.html >data
    jq -e '(.locks | length) == 5 and .locks_all == 5 and .waits_told and ([.locks[] | select((.waits | length) > 0)] | length) == 5
           and ([.locks[].holds | [recurse(if length > 3 then .[3:] else empty end) | .[2]] | unique | length] | min) >= 1' data
    # No hold overlaps the next; holders are tasks.
    jq -e '(.tasks | length) as $tasks | [.locks[].holds | [range(0; length; 3) as $i | .[$i]] | . == sort] | all' data
    jq -e '(.tasks | length) as $tasks | [.locks[].holds | range(2; length; 3) as $i | .[$i]] | all(. >= -1 and . < $tasks)' data
    # The time that was waited is that of the report, lock by lock.
    "$RACELEDGER" show "$GOLDEN/labs/locks-philosophers.rl" --json >show
    "$RACELEDGER" export "$GOLDEN/labs/queue.rl" --to html --lang en >page.html
    data_of page.html >data
    jq -e '[.levels[].name] | index("buffer") and index("pipe")' data
    jq -e '[.levels[] | .full as $full | .steps | [range(1; length; 2) as $i | .[$i]] | max <= $full] | all' data
    jq -e '[.locks[].name] | index("read lock") and index("write lock")' data
    # Of a program that was recorded, too; a lock that nobody took has no row.
    "$RACELEDGER" export "$GOLDEN/v1/mutex.rl" --to html --lang en >page.html
    data_of page.html | jq -e '.locks | length == 1 and ([.[0].holds | range(1; length; 3) as $i | .[$i]] | any(. == 1))'
    "$RACELEDGER" export "$GOLDEN/race.rl" --to html --lang en >page.html
    data_of page.html | jq -e '.locks == [] and .levels == []'
}

@test "every figure of a Chinese page has its name in Chinese" {
    local file
    for file in "$GOLDEN"/labs/*.rl "$GOLDEN"/variables/*.rl "$GOLDEN"/race.rl "$GOLDEN"/tree.rl; do
        "$RACELEDGER" export "$file" --to html --lang zh >page.html
        data_of page.html >data
        # What is a value's name in a table or before one; a schema's and what the heading says in its own words are none.
        jq -r '[.figures | paths | map(strings) | .[]] | unique | .[]' data | grep -vxE 'schema|explanation' >keys
        jq -r '.words | keys[] | select(startswith("figure_")) | ltrimstr("figure_")' data | sort >named
        sort keys | comm -23 - named >missing
        [ ! -s missing ] || { echo "$file"; cat missing; return 1; }
    done
}

@test "a browser plays a page" {
    local browser='' name
    for name in chromium-headless-shell chromium chromium-browser google-chrome; do
        command -v "$name" >/dev/null && browser=$name && break
    done
    [ -n "$browser" ] || absent "no Chromium here"
    "$RACELEDGER" export "$GOLDEN/race.rl" --to html --lang en -o race.html
    # Somebody steps on to the first store that writes over others; that script is not the page's own, and needs its policy gone.
    sed -e '/Content-Security-Policy/d' -e 's|^</body>|<script>for (let i = 0; i < 2000 \&\& !/lost by it/.test(document.querySelector(".said").textContent); i++) dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));</script></body>|' \
        race.html >driven.html
    for name in race driven; do
        HOME=$HERE timeout 60 "$browser" --headless --no-sandbox --disable-gpu --user-data-dir="$HERE/profile" \
            --virtual-time-budget=2000 --dump-dom "file://$HERE/$name.html" >$name.dom 2>log || { cat log; return 1; }
        grep -q 'data-ready="yes"' $name.dom || { cat log; return 1; }
    done
    [ "$(grep -o 'id="collision-[0-9]*"' race.dom | wc -l)" -eq 36 ]
    grep -q '<p class="came lost">176 of 600 lost</p>' race.dom
    grep -q '<td class="number" data-figure="lost">176</td>' race.dom
    run -1 grep -q 'class="said[^>]*>[^<]*writes' race.dom
    grep -q 'class="said lost"[^>]*>T1 writes [^<]* – 17 lost by it' driven.dom
    # In light, the fourth worker's colour is near the ground's: what it held too briefly for an outline has a mark all the same.
    "$RACELEDGER" run --guard mutex --count 4 --iterations 200 --timing full --save mutex.rl >/dev/null
    "$RACELEDGER" export mutex.rl --to html --lang en -o mutex.html
    sed -e '/Content-Security-Policy/d' -e 's|^</body>|<script>const fill = CanvasRenderingContext2D.prototype.fillRect, soft = JSON.parse(document.getElementById("data").textContent).light.soft; let marks = 0; CanvasRenderingContext2D.prototype.fillRect = function (x, y, w, h) { if (this.fillStyle === soft \&\& w <= 1 \&\& h > 6) marks++; fill.call(this, x, y, w, h); }; dispatchEvent(new Event("resize")); dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" })); setTimeout(() => { document.body.dataset.marks = marks > 0; }, 500);</script></body>|' \
        mutex.html >driven.html
    HOME=$HERE timeout 60 "$browser" --headless --no-sandbox --disable-gpu --user-data-dir="$HERE/profile" --blink-settings=preferredColorScheme=1 \
        --virtual-time-budget=2000 --dump-dom "file://$HERE/driven.html" >driven.dom 2>log || { cat log; return 1; }
    grep -q '<body data-marks="true">' driven.dom
    # At the end of the philosophers everybody waits for the fork that the next one has; in Chinese, in words of its own.
    "$RACELEDGER" export "$GOLDEN/labs/locks-philosophers.rl" --to html --lang zh -o forks.html
    sed -e '/Content-Security-Policy/d' -e 's|^</body>|<script>dispatchEvent(new KeyboardEvent("keydown", { key: "End" })); for (let i = 0; i < 60 \&\& ![...document.querySelectorAll("td")].some(cell => /等待的有/.test(cell.textContent)); i++) dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft" }));</script></body>|' \
        forks.html >driven.html
    HOME=$HERE timeout 60 "$browser" --headless --no-sandbox --disable-gpu --user-data-dir="$HERE/profile" \
        --virtual-time-budget=2000 --dump-dom "file://$HERE/driven.html" >driven.dom 2>log || { cat log; return 1; }
    grep -q '<td>T1 持有 · 等待的有 1 个：T5</td>' driven.dom
    grep -q '<p>5 个互相等待，成了环：.*66 468 720 种调度中，120 种死锁。</p>' driven.dom
    grep -q '<td>叉子 1</td>' driven.dom
    grep -q 'data-figure="variant">哲学家就餐</td>' driven.dom
}

@test "what a page is not asked for with is refused in a line" {
    refused 2 export "$GOLDEN/race.rl" --to html --what states
    grep -qF -- '--what: a page has all' err
    refused 2 export "$GOLDEN/race.rl" --to csv --lang zh
    grep -qF -- '--lang: means something with --to html only' err
    # what is printed for people is in the environment's language, as a page and a picture are; JSON never
    local report=(show "$GOLDEN/race.rl") run=(run queue --json)
    "$RACELEDGER" "${report[@]}" --lang zh >zh
    LC_ALL='' LC_MESSAGES='' LANG=zh_CN.UTF-8 "$RACELEDGER" "${report[@]}" | cmp - zh
    LC_ALL='' LC_MESSAGES=zh_CN LANG=C "$RACELEDGER" "${report[@]}" | cmp - zh
    LC_ALL=zh_CN.UTF-8 "$RACELEDGER" "${report[@]}" --lang en | cmp - <("$RACELEDGER" "${report[@]}")
    LC_ALL=zh_CN.UTF-8 "$RACELEDGER" "${report[@]}" --json | cmp - <("$RACELEDGER" "${report[@]}" --json)
    LC_ALL=zh_CN.UTF-8 "$RACELEDGER" run --iterations 10 | grep -q 账目
    LC_ALL=zh_CN.UTF-8 "$RACELEDGER" run queue | grep -q 账目
    LC_ALL=zh_CN.UTF-8 "$RACELEDGER" "${run[@]}" | jq -e '.ended == "complete" or .ended == "deadline"' >/dev/null
    rm zh
    refused 2 show "$GOLDEN/race.rl" --lang zh --json
    grep -qF -- '--lang: goes without --json' err
    refused 2 show "$GOLDEN/race.rl" --lang fr
    refused 2 export "$GOLDEN/race.rl" --to html --lang fr
    grep -qF -- '--lang fr: must be en or zh' err
    refused 4 export "$GOLDEN/race.txt" --to html -o x.html
    only_files out err
}
