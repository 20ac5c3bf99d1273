// The tree of stores near the collision: survivors straight down, lost ones falling away beside them.
//
// A row a store, in the order of the stores. Of a long branch the middle is folded away; a press unfolds it.
#include "view/ledger_parts.h"

#include "base/text.h"
#include "view/marks.h"
#include "view/model.h"
#include "view/words.h"

#include <math.h>
#include <stdio.h>

enum {
    ROWS_MOST = 64,       // on the screen
    SCANNED_MOST = 20000, // stores looked at for a collision's victims: past it the rest is only counted
    BRANCHES_MOST = 3,    // columns of lost stores
    BRANCH_MOST = 4096,   // lost stores of an unfolded branch that can be scrolled through
};

enum row_kind {
    ROW_SURVIVOR,
    ROW_LOST,
    ROW_FOLD,
    ROW_START,
};

struct row {
    enum row_kind kind;
    uint32_t version;
    uint64_t hidden; // of a fold
    int branch;      // column of a lost store
};

struct tree {
    struct row rows[ROWS_MOST];
    int count;
    const uint32_t *victims; // in the order of their stores
    uint64_t victim_count, victims_in_all;
    uint32_t branch_workers[BRANCHES_MOST];
    int branch_count;
    float row_px, box_px, box_height, left; // left: of the survivors' boxes
    float branch_left[BRANCHES_MOST];
};

// ---- what is in it -------------------------------------------------------------------------------------------------

static uint32_t parent_of(const struct document *document, uint32_t version)
{
    return ledger_parent(&document->ledger, version);
}

// The survivor that was computed from this one; 0: it is the last.
static uint32_t next_survivor(const struct document *document, uint32_t version)
{
    const struct ledger *ledger = &document->ledger;
    if (version == VERSION_START)
        return ledger->first_survivor[0];
    return ledger->links[version_worker(version)][version_sequence(version)];
}

static void add(struct tree *tree, enum row_kind kind, uint32_t version, int branch)
{
    if (tree->count < ROWS_MOST)
        tree->rows[tree->count++] = (struct row){ .kind = kind, .version = version, .branch = branch };
}

// The victims of the collision among the stores after the fork, as far as they are looked for.
static void find_victims(struct frame *frame, struct tree *tree, const struct ledger_focus *focus)
{
    const struct document *document = frame->document;
    const struct order *order = &document->order;
    const uint64_t size = document->ledger.collisions[focus->collision].size;
    const uint64_t room = size < BRANCH_MOST ? size : BRANCH_MOST;
    uint32_t *victims = arena_get_array(frame->arena, room + 1, sizeof *victims);
    tree->victims_in_all = size;
    int64_t position = focus->fork_at;
    for (int scanned = 0; victims && scanned < SCANNED_MOST && tree->victim_count < room; scanned++) {
        position = order_next_lost(order, position);
        if (position < 0)
            break;
        const uint32_t version = order->versions[position];
        if (ledger_collision_of(&document->ledger, version) == (uint32_t)focus->collision)
            victims[tree->victim_count++] = version;
    }
    tree->victims = victims;
}

static int branch_of(struct tree *tree, uint32_t version)
{
    const uint32_t worker = version_worker(version);
    for (int i = 0; i < tree->branch_count; i++) {
        if (tree->branch_workers[i] == worker)
            return i;
    }
    if (tree->branch_count == BRANCHES_MOST)
        return BRANCHES_MOST - 1;
    tree->branch_workers[tree->branch_count] = worker;
    return tree->branch_count++;
}

static void add_fold(struct tree *tree, uint64_t hidden, uint32_t version)
{
    if (hidden > 0 && tree->count < ROWS_MOST)
        tree->rows[tree->count++] = (struct row){ .kind = ROW_FOLD, .version = version, .hidden = hidden };
}

static bool is_unfolded(const struct ledger_model *ledger, uint32_t version)
{
    for (int i = 0; i < ledger->unfolded_count; i++) {
        if (ledger->unfolded[i] == version)
            return true;
    }
    return false;
}

// Victims in so many rows; folds take a row each.
static void add_victims(struct tree *tree, const struct ledger_model *ledger, uint64_t rows, uint32_t fork)
{
    const uint64_t all = tree->victims_in_all, known = tree->victim_count;
    if (all <= rows && known == all) {
        for (uint64_t i = 0; i < known; i++)
            add(tree, ROW_LOST, tree->victims[i], branch_of(tree, tree->victims[i]));
        return;
    }
    uint64_t from = 0, head = rows > 2 ? (rows - 1) / 2 : 1,
             tail = rows > head + 1 && known == all ? rows - 1 - head : 0;
    if (is_unfolded(ledger, fork)) {
        head = rows > 3 ? rows - 2 : 1;
        tail = 0;
        const uint64_t last = known > head ? known - head : 0;
        from = (uint64_t)(ledger->scroll_rows > 0 ? ledger->scroll_rows : 0);
        from = from < last ? from : last;
    }
    add_fold(tree, from, fork);
    for (uint64_t i = from; i < from + head && i < known; i++)
        add(tree, ROW_LOST, tree->victims[i], branch_of(tree, tree->victims[i]));
    add_fold(tree, all - from - head - tail, fork);
    for (uint64_t i = known - tail; i < known; i++)
        add(tree, ROW_LOST, tree->victims[i], branch_of(tree, tree->victims[i]));
}

// A chain of survivors round one: `before` of them before it, itself, `after` behind it.
static void add_survivors_before(const struct document *document, struct tree *tree, uint32_t version, int before)
{
    uint32_t chain[ROWS_MOST];
    int count = 0;
    while (count < before && version != VERSION_START) {
        version = parent_of(document, version);
        chain[count++] = version;
    }
    while (count-- > 0)
        add(tree, chain[count] == VERSION_START ? ROW_START : ROW_SURVIVOR, chain[count], 0);
}

static void add_survivors_after(const struct document *document, struct tree *tree, uint32_t version, int after)
{
    for (int i = 0; i < after; i++) {
        version = next_survivor(document, version);
        if (version == VERSION_START)
            return;
        add(tree, ROW_SURVIVOR, version, 0);
    }
}

// By the order of the stores: a victim may have been stored after the heir. Folds stay behind what they follow.
static void put_in_order(const struct document *document, struct tree *tree)
{
    int64_t at[ROWS_MOST];
    for (int i = 0; i < tree->count; i++) {
        const struct row row = tree->rows[i];
        const int64_t place = row.kind == ROW_FOLD ? (i > 0 ? at[i - 1] : -1) : ledger_position(document, row.version);
        int to = i;
        for (; to > 0 && at[to - 1] > place; to--) {
            at[to] = at[to - 1];
            tree->rows[to] = tree->rows[to - 1];
        }
        at[to] = place;
        tree->rows[to] = row;
    }
}

static void collect(struct frame *frame, struct tree *tree, const struct ledger_focus *focus, int rows)
{
    const int around = rows > 8 ? 2 : rows > 5 ? 1 : 0;
    find_victims(frame, tree, focus);
    add_survivors_before(frame->document, tree, focus->fork, around);
    add(tree, focus->fork == VERSION_START ? ROW_START : ROW_SURVIVOR, focus->fork, 0);
    add_victims(tree, &frame->model->ledger, (uint64_t)(rows - 2 - 2 * around > 1 ? rows - 2 - 2 * around : 1),
                focus->fork);
    add(tree, ROW_SURVIVOR, focus->heir, 0);
    add_survivors_after(frame->document, tree, focus->heir, rows - tree->count < around ? rows - tree->count : around);
    put_in_order(frame->document, tree);
}

// With nothing lost: the stores round the playhead, each computed from the one before.
static void collect_chain(struct frame *frame, struct tree *tree, const struct present *present, int rows)
{
    const struct order *order = &frame->document->order;
    int64_t first = present->position - rows / 2;
    const int64_t last = (int64_t)order->stores - rows;
    first = first > last ? last : first;
    if (first < 0) {
        first = 0;
        add(tree, ROW_START, VERSION_START, 0);
    }
    for (int64_t p = first; p < (int64_t)order->stores && tree->count < rows; p++)
        add(tree, ROW_SURVIVOR, order->versions[p], 0);
}

// ---- drawing -------------------------------------------------------------------------------------------------------

static struct rect box_of(const struct tree *tree, int row, struct rect room)
{
    const struct row *at = &tree->rows[row];
    const float x = at->kind == ROW_LOST || at->kind == ROW_FOLD ? tree->branch_left[at->branch] : tree->left;
    return rect_of(x, room.y + (float)row * tree->row_px + (tree->row_px - tree->box_height) / 2, tree->box_px,
                   tree->box_height);
}

static int row_of(const struct tree *tree, uint32_t version)
{
    for (int i = 0; i < tree->count; i++) {
        if (tree->rows[i].version == version && tree->rows[i].kind != ROW_FOLD)
            return i;
    }
    return -1;
}

static void draw_fitted(struct frame *frame, struct point at, const char *text, struct text_style style, float room_px)
{
    const float least = frame->scale.lecture ? frame->scale.type[TYPE_SMALL] : 8;
    while (draw_text_width(frame->list, text, style) > room_px && style.size_px - 1 >= least)
        style.size_px -= 1;
    if (draw_text_width(frame->list, text, style) <= room_px)
        draw_text(frame->list, at, text, style);
}

static void draw_store(struct frame *frame, const struct row *row, struct rect box, bool happened)
{
    const struct document *document = frame->document;
    const bool lost = row->kind == ROW_LOST;
    const float u = frame->scale.u, pad = 10 * u, size = box.height * (frame->scale.lecture ? 0.74f : 0.62f),
                y = rect_centre(box).y;
    const struct colour edge = frame->theme->marks[lost ? MARK_LOST : MARK_LINE];
    struct text_style change = ui_bold(frame, TYPE_BODY, TEXT_MAIN),
                      balance = ui_mono(frame, TYPE_BODY, lost ? TEXT_LOST : TEXT_MAIN);
    change.along = balance.along = ALONG_MIDDLE;
    balance.across = ACROSS_RIGHT;
    balance.figures = false;
    draw_box(frame->list, box, 6 * u, paint_solid(frame->theme->grounds[lost ? GROUND_WELL : GROUND_SELECTED]),
             lost ? stroke_dashed(edge, frame->scale.line_px * 1.3f, 5 * u, 3 * u)
                  : stroke_solid(edge, frame->scale.line_px));
    if (row->kind == ROW_START) {
        balance.colour = frame->theme->texts[TEXT_SOFT];
        draw_fitted(frame, point_at(rect_right(box) - pad, y),
                    arena_printf(frame->arena, "%s  0", text_of(frame->language, TEXT_LEDGER_START_ID)), balance,
                    box.width - 2 * pad);
        return;
    }
    const uint32_t worker = version_worker(row->version);
    mark_token(frame->list, frame->theme, point_at(box.x + pad + size / 2, y), size, (int)worker,
               frame->scale.lecture && size * MARK_NAME_SHARE < frame->scale.type[TYPE_SMALL]
                   ? NULL
                   : words_name(frame, worker),
               u);
    change.colour = theme_worker(frame->theme, (int)worker)->text;
    const float x = box.x + pad + size + 9 * u;
    const struct rect said =
        draw_text(frame->list, point_at(x, y), words_signed(frame, ledger_change(document, row->version)), change);
    if (!happened)
        balance.colour = frame->theme->texts[TEXT_FAINT];
    const char *value = words_number(frame, present_balance_of(document, row->version));
    const char *text = FILL(TEXT_LEDGER_BALANCE_ID, value);
    const float room = rect_right(box) - pad - rect_right(said) - 8 * u;
    draw_fitted(frame, point_at(rect_right(box) - pad, y),
                draw_text_width(frame->list, text, balance) <= room ? text : value, balance, room);
}

static void draw_fold(struct frame *frame, const struct row *row, struct rect box)
{
    const uint32_t id = ui_id("unfold", (int64_t)((uint64_t)row->version << 32 | (row->hidden & 0xffffffff)));
    const bool open = is_unfolded(&frame->model->ledger, row->version);
    const char *text = FILL(TEXT_LEDGER_MORE_ID, words_number(frame, (int64_t)row->hidden));
    struct text_style style = ui_text(frame, TYPE_BODY, ui_look_of(frame, id) != UI_PLAIN ? TEXT_ACCENT : TEXT_LOST);
    style.along = ALONG_MIDDLE;
    style.across = ACROSS_CENTRE;
    ui_hit(frame,
           (struct hit){ .rect = box,
                         .id = id,
                         .group = 46,
                         .kind = HIT_PRESS,
                         .focusable = true,
                         .action = ACTION_LEDGER_UNFOLD,
                         .argument = row->version,
                         .tip = text_of(frame->language, open ? TEXT_LEDGER_FOLD_ID : TEXT_LEDGER_MORE_TIP_ID) });
    ui_focus_ring(frame, box, 6 * frame->scale.u, id);
    draw_fitted(frame, rect_centre(box), text, style, box.width);
}

static void draw_link(struct frame *frame, const struct tree *tree, struct rect room, int from, int to)
{
    const struct rect a = box_of(tree, from, room), b = box_of(tree, to, room);
    const bool lost = tree->rows[to].kind != ROW_SURVIVOR;
    const float u = frame->scale.u, width = frame->scale.stroke_px * 1.4f;
    const struct stroke stroke = lost ? stroke_dashed(frame->theme->marks[MARK_LOST], width, 2 * width, 1.6f * width)
                                      : stroke_solid(frame->theme->marks[MARK_CURVE], width);
    const struct point start = point_at(a.x + a.width / 2, rect_bottom(a)), end = point_at(b.x + b.width / 2, b.y);
    if (fabsf(start.x - end.x) < 1) {
        draw_line(frame->list, start, end, stroke);
        return;
    }
    // Between the fork's row and the next over to the branch's column, then down: past whatever stands in between.
    const struct point turn = point_at(end.x, fminf(end.y, start.y + tree->row_px - tree->box_height));
    const float bend = fminf(26 * u, fabsf(turn.y - start.y) * 0.8f);
    const struct point curve[4] = { start, point_at(start.x + 6 * u, start.y + bend), point_at(turn.x, turn.y - bend),
                                    turn };
    draw_curve(frame->list, curve, stroke);
    if (end.y > turn.y + 1)
        draw_line(frame->list, turn, end, stroke);
}

// What each row hangs from: its parent where that is in sight, what is folded away in between otherwise.
static void draw_links(struct frame *frame, const struct tree *tree, struct rect room)
{
    for (int i = 1; i < tree->count; i++) {
        const struct row *row = &tree->rows[i];
        int from = -1;
        if (row->kind == ROW_FOLD)
            from = i - 1;
        else if (row->kind != ROW_START)
            from = row_of(tree, parent_of(frame->document, row->version));
        for (int fold = i - 1; from < 0 && fold >= 0; fold--)
            if (tree->rows[fold].kind == ROW_FOLD)
                from = fold;
        if (from >= 0 && from < i)
            draw_link(frame, tree, room, from, i);
    }
}

// How many stores were computed from the fork: the heir, and the victims that read it themselves.
static uint64_t readers_of(const struct document *document, const struct tree *tree, uint32_t fork)
{
    uint64_t readers = 1;
    for (uint64_t i = 0; i < tree->victim_count; i++)
        readers += parent_of(document, tree->victims[i]) == fork;
    return readers;
}

static void draw_both(struct frame *frame, const struct tree *tree, struct rect room, const struct ledger_focus *focus)
{
    const int row = row_of(tree, focus->fork);
    struct text_style style = ui_bold(frame, TYPE_BODY, TEXT_NOTE);
    const uint64_t readers = readers_of(frame->document, tree, focus->fork);
    const char *value = words_number(frame, present_balance_of(frame->document, focus->fork));
    const char *text = readers <= 2 ? FILL(TEXT_LEDGER_BOTH_ID, value)
                                    : FILL(TEXT_LEDGER_ALL_ID, words_number(frame, (int64_t)readers), value);
    if (row < 0)
        return;
    const struct rect box = box_of(tree, row, room);
    const float y = rect_centre(box).y, width = draw_text_width(frame->list, text, style), gap = 8 * frame->scale.u;
    const float from = rect_right(box) + gap, to = fminf(rect_right(room) - width - gap, from + box.width * 2);
    style.along = ALONG_MIDDLE;
    if (to < from + gap)
        return;
    draw_line(frame->list, point_at(from, y), point_at(to, y),
              stroke_dashed(style.colour, frame->scale.line_px * 1.5f, 2 * frame->scale.u, 4 * frame->scale.u));
    draw_text(frame->list, point_at(to + gap, y), text, style);
}

static void draw_callout(struct frame *frame, const struct tree *tree, struct rect room,
                         const struct ledger_focus *focus)
{
    const struct document *document = frame->document;
    const struct collision *collision = &document->ledger.collisions[focus->collision];
    const struct overwriter *overwriter = &focus->overwriter;
    int row = row_of(tree, overwriter->version);
    row = row < 0 ? row_of(tree, focus->heir) : row;
    if (row < 0)
        return;
    const struct rect box = box_of(tree, row, room);
    const char *who = words_name(frame, version_worker(overwriter->version)),
               *whom = words_name(frame, version_worker(overwriter->victim));
    const char *net = words_signed(frame, collision->net);
    const char *head = collision->size == 1
                           ? FILL(TEXT_LEDGER_OVERWROTE_ONE_ID, who, whom, net)
                           : FILL(TEXT_LEDGER_OVERWROTE_ID, who, whom, words_number(frame, collision->size), net);
    const char *read = words_number(frame, overwriter->read), *wrote = words_number(frame, overwriter->wrote);
    const char *line = overwriter->held_known
                           ? FILL(TEXT_LEDGER_STALLED_ID, who, read, wrote, words_time(frame, overwriter->held_ns))
                           : FILL(TEXT_LEDGER_STALLED_UNTIMED_ID, who, read, wrote);
    struct text_style strong = ui_bold(frame, TYPE_BODY, TEXT_MAIN), soft = ui_text(frame, TYPE_SMALL, TEXT_SOFT);
    const float u = frame->scale.u, pad = 14 * u, height = strong.size_px + soft.size_px + 1.8f * pad;
    bool crowded = false; // victims are stored after it: their branch goes past it
    for (int i = row + 1; i < tree->count; i++)
        crowded = crowded || tree->rows[i].kind != ROW_SURVIVOR;
    const float room_px = rect_right(room) - rect_right(box) - 16 * u - 2 * pad;
    if (draw_text_width(frame->list, head, strong) > room_px)
        head = FILL(TEXT_LEDGER_OVERWROTE_SHORT_ID, who, whom, words_number(frame, collision->size));
    // Beside the branch where there is room for the words, else over it.
    const float natural =
        fmaxf(draw_text_width(frame->list, head, strong), draw_text_width(frame->list, line, soft)) + 2 * pad;
    const float beside = tree->branch_left[tree->branch_count > 0 ? tree->branch_count - 1 : 0] + tree->box_px + 16 * u;
    crowded = crowded && beside + natural <= rect_right(room);
    const float left = crowded ? beside : rect_right(box) + 16 * u;
    const float width = fminf(natural, rect_right(room) - left);
    if (width < 5 * strong.size_px)
        return;
    struct rect note = rect_of(left, rect_centre(box).y - height / 2, width, height);
    note.y = fmaxf(room.y, fminf(note.y, rect_bottom(room) - height));
    draw_layer_begin(frame->list);
    draw_box(frame->list, note, 6 * u, paint_solid(frame->theme->grounds[GROUND_LOST]),
             stroke_solid(frame->theme->marks[MARK_LOST], frame->scale.stroke_px * 0.8f));
    const struct point tip = point_at(rect_right(box) + 2 * u, rect_centre(box).y);
    if (crowded)
        draw_line(frame->list, point_at(tip.x + 12 * u, tip.y), point_at(note.x, tip.y),
                  stroke_solid(frame->theme->marks[MARK_LINE], frame->scale.line_px));
    mark_head(frame->list, tip, -1, 0, 14 * u, frame->theme->marks[MARK_LINE]);
    strong.along = soft.along = ALONG_MIDDLE;
    const float first = note.y + pad * 0.75f + strong.size_px / 2,
                second = rect_bottom(note) - pad * 0.7f - soft.size_px / 2;
    draw_fitted(frame, point_at(note.x + pad, first), head, strong, width - 2 * pad);
    draw_fitted(frame, point_at(note.x + pad, second), line, soft, width - 2 * pad);
}

static void lay_out(const struct frame *frame, struct tree *tree, struct rect room, int rows)
{
    const float u = frame->scale.u;
    tree->row_px = room.height / (float)(rows > 0 ? rows : 1);
    tree->row_px = fminf(tree->row_px, (frame->scale.lecture ? 92 : 61) * u);
    tree->box_height = fminf(tree->row_px * 0.64f, 40 * u * (frame->scale.lecture ? 1.5f : 1));
    tree->box_px = fminf(180 * u * (frame->scale.lecture ? 1.6f : 1), room.width * 0.34f);
    tree->left = room.x + fmaxf(0, fminf(room.width * 0.19f, room.width - 3.3f * tree->box_px));
    const float step = tree->box_px * (tree->branch_count > 1 ? 1.08f : 1.42f);
    for (int i = 0; i < BRANCHES_MOST; i++) {
        tree->branch_left[i] = tree->left + tree->box_px * 1.42f + (float)i * step;
        tree->branch_left[i] = fminf(tree->branch_left[i], rect_right(room) - tree->box_px);
    }
}

static void draw_rows(struct frame *frame, const struct tree *tree, const struct present *present, struct rect room)
{
    draw_links(frame, tree, room);
    for (int i = 0; i < tree->count; i++) {
        const struct row *row = &tree->rows[i];
        if (row->kind == ROW_FOLD)
            draw_fold(frame, row, box_of(tree, i, room));
        else
            draw_store(frame, row, box_of(tree, i, room),
                       ledger_position(frame->document, row->version) <= present->position);
    }
}

static void draw_heads(struct frame *frame, const struct tree *tree, struct rect row)
{
    struct text_style style = ui_bold(frame, TYPE_BODY, TEXT_MAIN);
    style.across = ACROSS_CENTRE;
    style.along = ALONG_MIDDLE;
    draw_fitted(frame, point_at(tree->left + tree->box_px / 2, rect_centre(row).y),
                text_of(frame->language, TEXT_LEDGER_SURVIVES_ID), style, tree->box_px);
    if (tree->victim_count == 0)
        return;
    style.colour = frame->theme->texts[TEXT_LOST];
    draw_fitted(frame, point_at(tree->branch_left[0] + tree->box_px / 2, rect_centre(row).y),
                text_of(frame->language, TEXT_LEDGER_LOST_ID), style, tree->box_px);
}

void ledger_tree_draw(struct frame *frame, const struct ledger_focus *focus, const struct present *present,
                      struct rect rect)
{
    const struct document *document = frame->document;
    const bool none = focus->collision < 0;
    struct tree *tree = arena_get(frame->arena, sizeof *tree);
    const char *title = text_of(frame->language, TEXT_LEDGER_TITLE_ID);
    if (draw_text_width(frame->list, title, ui_bold(frame, TYPE_LABEL, TEXT_SOFT)) >
        rect.width - 3 * frame->scale.pad_px)
        title = text_of(frame->language, TEXT_LEDGER_TITLE_SHORT_ID);
    struct rect room = ui_panel(frame, rect, title,
                                FILL(TEXT_LEDGER_NOTE_ID, words_number(frame, (int64_t)document->figures.updates),
                                     words_number(frame, (int64_t)document->figures.survived),
                                     words_number(frame, (int64_t)document->figures.lost)));
    if (!tree)
        return;
    tree->count = tree->branch_count = 0;
    tree->victim_count = tree->victims_in_all = 0;
    tree->victims = NULL;
    if (none) {
        const bool private = document->recording.experiment->memory == MEMORY_PRIVATE;
        const struct text_style words = ui_text(frame, TYPE_BODY, TEXT_MAIN);
        const struct rect used = ui_paragraph(
            frame, room, text_of(frame->language, private ? TEXT_LEDGER_PRIVATE_ID : TEXT_LEDGER_NONE_ID), words);
        rect_cut_top(&room, used.height + frame->scale.gap_px);
    }
    const struct rect head = rect_cut_top(&room, frame->scale.type[TYPE_BODY] * 1.8f);
    int rows = (int)(room.height / ((frame->scale.lecture ? 76 : 52) * frame->scale.u));
    rows = rows < 4 ? 4 : rows > ROWS_MOST / 2 ? ROWS_MOST / 2 : rows;
    if (room.height < 4 * frame->scale.type[TYPE_BODY])
        return;
    if (none)
        collect_chain(frame, tree, present, rows);
    else
        collect(frame, tree, focus, rows);
    lay_out(frame, tree, room, tree->count > rows ? tree->count : rows);
    ui_hit(frame,
           (struct hit){ .rect = room, .id = ui_id("tree area", 0), .kind = HIT_AREA, .action = ACTION_LEDGER_SCROLL });
    draw_heads(frame, tree, head);
    draw_rows(frame, tree, present, room);
    if (!none) {
        draw_both(frame, tree, room, focus);
        draw_callout(frame, tree, room, focus);
    }
}
