// Rows are found by their line, or two lines, in a table that doubles; a variable has few.
#include "analysis/history_lines.h"

#include "base/grow.h"

#include <stdlib.h>
#include <string.h>

// ---- rows by a key --------------------------------------------------------------------------------------------------

struct rows {
    uint64_t *keys;                 // of each row
    uint32_t *slots;                // row + 1; 0: free
    size_t count, room, slot_count; // slot_count: a power of two, more than twice the rows
};

static size_t slot_of(const struct rows *rows, uint64_t key)
{
    size_t at = (size_t)((key * 0x9E3779B97F4A7C15u) >> 32) & (rows->slot_count - 1);
    while (rows->slots[at] && rows->keys[rows->slots[at] - 1] != key)
        at = (at + 1) & (rows->slot_count - 1);
    return at;
}

static bool rows_grow(struct rows *rows)
{
    const size_t room = rows->room ? 2 * rows->room : 16;
    uint64_t *keys = realloc(rows->keys, room * sizeof *keys);
    uint32_t *slots = calloc(4 * room, sizeof *slots);
    rows->keys = keys ? keys : rows->keys;
    if (!keys || !slots) {
        free(slots);
        return false;
    }
    free(rows->slots);
    rows->slots = slots;
    rows->slot_count = 4 * room;
    rows->room = room;
    for (size_t i = 0; i < rows->count; i++)
        rows->slots[slot_of(rows, keys[i])] = (uint32_t)(i + 1);
    return true;
}

// The row of a key; a new one where there is none. SIZE_MAX: memory is short.
static size_t row_of(struct rows *rows, uint64_t key)
{
    if (rows->count == rows->room && !rows_grow(rows))
        return SIZE_MAX;
    const size_t at = slot_of(rows, key);
    if (!rows->slots[at]) {
        rows->keys[rows->count++] = key;
        rows->slots[at] = (uint32_t)rows->count;
    }
    return rows->slots[at] - 1;
}

static void rows_finish(struct rows *rows)
{
    free(rows->keys);
    free(rows->slots);
}

// ---- lines that are the same ----------------------------------------------------------------------------------------

struct numbered {
    const struct place *place;
    uint32_t number;
};

static int compare_lines(const struct place *a, const struct place *b)
{
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    if (a->source != b->source)
        return a->source < b->source ? -1 : 1;
    return strcmp(a->file, b->file);
}

static int compare_numbered(const void *left, const void *right)
{
    const struct numbered *a = left, *b = right;
    const int lines = compare_lines(a->place, b->place);
    return lines ? lines : a->number < b->number ? -1 : 1;
}

uint32_t *history_same_lines(const struct recording *recording)
{
    const uint32_t count = recording->watched->place_count;
    uint32_t *line_of = malloc(((size_t)count + 1) * sizeof *line_of);
    struct numbered *sorted = malloc(((size_t)count + 1) * sizeof *sorted);
    for (uint32_t i = 0; sorted && i < count; i++)
        sorted[i] = (struct numbered){ &recording->places[i], i };
    if (!line_of || !sorted) {
        free(line_of);
        free(sorted);
        return NULL;
    }
    qsort(sorted, count, sizeof *sorted, compare_numbered);
    for (uint32_t i = 0; i < count; i++) {
        const bool same = i > 0 && sorted[i].place->line && !compare_lines(sorted[i - 1].place, sorted[i].place);
        line_of[sorted[i].number] = same ? line_of[sorted[i - 1].number] : sorted[i].number;
    }
    free(sorted);
    return line_of;
}

// ---- sums -----------------------------------------------------------------------------------------------------------

struct summing {
    const struct history *history;
    const uint32_t *line_of;
    struct history_lines *lines;
    struct rows by_line, by_over, by_pair;
    size_t line_room, over_room, pair_room;
};

static uint32_t line_of_place(const struct summing *summing, uint32_t place)
{
    return place == PLACE_NOWHERE ? PLACE_NOWHERE : summing->line_of[place];
}

static uint32_t line_of_store(const struct summing *summing, uint32_t store)
{
    return line_of_place(summing, history_act(summing->history, store)->place);
}

static struct history_line *line_row(struct summing *summing, uint32_t place)
{
    struct history_lines *lines = summing->lines;
    const size_t row = row_of(&summing->by_line, place);
    void *more = grown(lines->lines, lines->line_count, &summing->line_room, sizeof *lines->lines);
    lines->lines = more ? more : lines->lines;
    if (row == SIZE_MAX || !more)
        return NULL;
    if (row == lines->line_count)
        lines->lines[lines->line_count++] = (struct history_line){ .place = place };
    return &lines->lines[row];
}

static struct history_over *over_row(struct summing *summing, uint32_t lost_place, uint32_t over_place)
{
    struct history_lines *lines = summing->lines;
    const size_t row = row_of(&summing->by_over, (uint64_t)lost_place << 32 | over_place);
    void *more = grown(lines->overs, lines->over_count, &summing->over_room, sizeof *lines->overs);
    lines->overs = more ? more : lines->overs;
    if (row == SIZE_MAX || !more)
        return NULL;
    if (row == lines->over_count)
        lines->overs[lines->over_count++] = (struct history_over){ lost_place, over_place, 0 };
    return &lines->overs[row];
}

static struct history_pair *pair_row(struct summing *summing, uint32_t a, uint32_t b)
{
    struct history_lines *lines = summing->lines;
    const size_t row = row_of(&summing->by_pair, (uint64_t)a << 32 | b);
    void *more = grown(lines->pairs, lines->pair_count, &summing->pair_room, sizeof *lines->pairs);
    lines->pairs = more ? more : lines->pairs;
    if (row == SIZE_MAX || !more)
        return NULL;
    if (row == lines->pair_count)
        lines->pairs[lines->pair_count++] = (struct history_pair){ .place = { a, b } };
    return &lines->pairs[row];
}

static bool is_same_amount(struct amount a, struct amount b)
{
    return a.whole == b.whole && !(a.real < b.real) && !(a.real > b.real);
}

static bool sum_stores(struct summing *summing)
{
    const struct history *history = summing->history;
    for (uint32_t n = 1; n <= history->count; n++) {
        struct history_line *line = line_row(summing, line_of_store(summing, n));
        struct history_task *task = &summing->lines->tasks[history->stores[n - 1].task];
        const struct amount amount = history_amount(history, n);
        if (!line)
            return false;
        if (line->stores++ == 0)
            line->first = amount;
        line->varies |= !is_same_amount(line->first, amount);
        task->stores++;
        if (history_is_lost(history, n)) {
            line->lost++;
            line->net = amount_plus(line->net, amount);
            task->lost++;
        }
    }
    return true;
}

static bool sum_overs(struct summing *summing)
{
    const struct history *history = summing->history;
    for (size_t i = 0; i < history->overwrite_count; i++) {
        const struct history_overwrite *overwrite = &history->overwrites[i];
        const uint32_t over_place = line_of_store(summing, overwrite->store);
        uint32_t at = overwrite->store - 1;
        for (uint32_t n = 0; n < overwrite->lost; n++) {
            struct history_over *over = over_row(summing, line_of_store(summing, at), over_place);
            if (!over)
                return false;
            over->lost++;
            at = history_parent(history, at);
        }
    }
    return true;
}

// Whether a line is to be named before another: by file and line, one that is not known last.
static bool stands_first(const struct recording *recording, uint32_t a, uint32_t b)
{
    if (a == PLACE_NOWHERE || b == PLACE_NOWHERE)
        return b == PLACE_NOWHERE;
    const struct place *left = &recording->places[a], *right = &recording->places[b];
    const int files = strcmp(left->file, right->file);
    return files ? files < 0 : left->line != right->line ? left->line < right->line : a <= b;
}

// How many stores of a line another wrote over. All of these are summed up, and not yet sorted.
static uint32_t lost_to(const struct summing *summing, uint32_t place, uint32_t over)
{
    const struct rows *rows = &summing->by_over;
    const size_t at = rows->slot_count ? slot_of(rows, (uint64_t)place << 32 | over) : 0;
    return rows->slot_count && rows->slots[at] ? summing->lines->overs[rows->slots[at] - 1].lost : 0;
}

static bool sum_pairs(struct summing *summing)
{
    const struct recording *recording = summing->history->recording;
    const struct variable *variable = summing->history->variable;
    struct history_lines *lines = summing->lines;
    for (uint32_t i = 0; i < variable->pair_count; i++) {
        const struct pair *pair = &recording->pairs[variable->first_pair + i];
        const uint32_t a = line_of_place(summing, pair->place[0]), b = line_of_place(summing, pair->place[1]);
        const bool in_order = stands_first(recording, a, b);
        struct history_pair *row = pair_row(summing, in_order ? a : b, in_order ? b : a);
        if (!row)
            return false;
        row->count += pair->count;
    }
    for (uint32_t i = 0; i < lines->pair_count; i++) {
        const uint32_t *place = lines->pairs[i].place;
        lines->pairs[i].lost = lost_to(summing, place[0], place[1]);
        if (place[0] != place[1])
            lines->pairs[i].lost += lost_to(summing, place[1], place[0]);
    }
    return true;
}

static int worse_pair(const void *left, const void *right)
{
    const struct history_pair *a = left, *b = right;
    if (a->lost != b->lost)
        return a->lost > b->lost ? -1 : 1;
    if (a->count != b->count)
        return a->count > b->count ? -1 : 1;
    if (a->place[0] != b->place[0])
        return a->place[0] < b->place[0] ? -1 : 1;
    return a->place[1] < b->place[1] ? -1 : a->place[1] > b->place[1];
}

static int worse_line(const void *left, const void *right)
{
    const struct history_line *a = left, *b = right;
    if (a->lost != b->lost)
        return a->lost > b->lost ? -1 : 1;
    return a->place < b->place ? -1 : a->place > b->place;
}

static int worse_over(const void *left, const void *right)
{
    const struct history_over *a = left, *b = right;
    if (a->lost != b->lost)
        return a->lost > b->lost ? -1 : 1;
    if (a->lost_place != b->lost_place)
        return a->lost_place < b->lost_place ? -1 : 1;
    return a->over_place < b->over_place ? -1 : a->over_place > b->over_place;
}

bool history_lines_build(struct history_lines *lines, const struct history *history, const uint32_t *line_of)
{
    struct summing summing = { .history = history, .line_of = line_of, .lines = lines };
    *lines = (struct history_lines){ .tasks = calloc(history->recording->task_count, sizeof *lines->tasks) };
    const bool room = lines->tasks && sum_stores(&summing) && sum_overs(&summing) && sum_pairs(&summing);
    rows_finish(&summing.by_line);
    rows_finish(&summing.by_over);
    rows_finish(&summing.by_pair);
    if (!room) {
        history_lines_finish(lines);
        return false;
    }
    if (lines->line_count)
        qsort(lines->lines, lines->line_count, sizeof *lines->lines, worse_line);
    if (lines->over_count)
        qsort(lines->overs, lines->over_count, sizeof *lines->overs, worse_over);
    if (lines->pair_count)
        qsort(lines->pairs, lines->pair_count, sizeof *lines->pairs, worse_pair);
    return true;
}

void history_lines_finish(struct history_lines *lines)
{
    free(lines->lines);
    free(lines->overs);
    free(lines->pairs);
    free(lines->tasks);
    *lines = (struct history_lines){ 0 };
}
