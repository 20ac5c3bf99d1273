// See variable_sums.h. Folding: a name is split round its last index; elements are sorted by what stands round it and by what
// is said of them, and neighbours that are the same become one row where their worst element stands.
#include "analysis/variable_sums.h"

#include "base/fault.h"
#include "base/said.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct status no_memory(void) { return status_fault(STATUS_FAILED, FAULT_COLLISIONS_MEMORY); }

// ---- sums -----------------------------------------------------------------------------------------------------------

static enum luck luck_of(const struct variable_sum *sum, uint8_t language)
{
    const enum guarded_how how = sum->guarded.how;
    if (!sum->claims || sum->lost > 0)
        return LUCK_NONE;
    if (sum->guarded.unordered)
        return LUCK_RACED;
    if (language == VARIABLE_PYTHON && how == GUARDED_NO_COMMON)
        return LUCK_NO_LOCK;
    return language == VARIABLE_PYTHON && how == GUARDED_PARTLY ? LUCK_HALF_LOCK : LUCK_NONE;
}

static bool had_before(const struct recording *recording, const struct variable *variable)
{
    for (uint32_t a = 0; a < variable->access_count; a++)
        if (recording->accesses[variable->first_access + a].first_ns < variable->from_ns)
            return true;
    return false;
}

static struct status sum_of(struct variable_sum *sum, const struct recording *recording, uint32_t number)
{
    struct history history;
    struct status status = history_build(&history, recording, number);
    if (!status_is_ok(status))
        return status;
    *sum = (struct variable_sum){ .variable = number,
                                  .doubt = history.doubt,
                                  .lost = history.lost,
                                  .lost_assigned = history.lost_assigned,
                                  .unsure = history.unsure,
                                  .unsure_place = history.unsure_place,
                                  .unrelated = history.unrelated,
                                  .unrelated_place = history.unrelated_place,
                                  .claims = history.claims,
                                  .exact = history.exact,
                                  .has_sums = history.has_sums,
                                  .lost_net = history.lost_net,
                                  .collisions = history.collision_count };
    if (!guarded_find(&sum->guarded, recording, number, history.lost > 0))
        status = no_memory();
    history_finish(&history);
    sum->luck = luck_of(sum, recording->variables[number].language);
    sum->had_before = had_before(recording, &recording->variables[number]);
    return status;
}

// What is sorted: what a comparison needs beside the sum.
struct sorted {
    struct variable_sum sum;
    uint64_t stores;
};

static int worse(const void *left, const void *right)
{
    const struct sorted *a = left, *b = right;
    if (a->sum.lost != b->sum.lost)
        return a->sum.lost > b->sum.lost ? -1 : 1;
    if (a->sum.guarded.unordered != b->sum.guarded.unordered)
        return a->sum.guarded.unordered ? -1 : 1;
    if (a->sum.claims != b->sum.claims)
        return a->sum.claims ? 1 : -1;
    if (a->stores != b->stores)
        return a->stores > b->stores ? -1 : 1;
    return a->sum.variable < b->sum.variable ? -1 : 1;
}

static struct status find_sums(struct variable_sums *sums, const struct recording *recording)
{
    const uint32_t count = recording->watched->variable_count;
    struct sorted *sorted = calloc((size_t)count + 1, sizeof *sorted);
    struct status status = sorted ? status_ok() : no_memory();
    for (uint32_t i = 0; sorted && status_is_ok(status) && i < count; i++) {
        status = sum_of(&sorted[i].sum, recording, i);
        sorted[i].stores = recording->variables[i].stores;
    }
    if (sorted && status_is_ok(status) && count > 0)
        qsort(sorted, count, sizeof *sorted, worse);
    for (uint32_t i = 0; sorted && status_is_ok(status) && i < count; i++) {
        sums->all[i] = sorted[i].sum;
        sums->of[sorted[i].sum.variable] = i;
    }
    free(sorted);
    return status;
}

static void add_up(struct variable_sums *sums, const struct recording *recording)
{
    const struct watched *watched = recording->watched;
    sums->exact = watched->interrupted == 0 && watched->dropped_stores == 0 && watched->disagrees == 0;
    sums->pairs_known = watched->how & WATCH_C && !watched->order_lost;
    for (uint32_t i = 0; i < sums->count; i++) {
        const struct variable_sum *sum = &sums->all[i];
        sums->lost += sum->lost;
        sums->lossy += sum->lost > 0;
        sums->raced += sum->luck == LUCK_RACED;
        sums->doubtful += !sum->claims;
        sums->exact &= sum->exact || !sum->claims;
        sums->unordered |= sum->guarded.unordered;
        sums->had_before |= sum->had_before;
    }
}

// ---- rows -----------------------------------------------------------------------------------------------------------

// A sum on its way to a row.
struct element {
    const struct recording *recording;
    const struct variable_sum *sum;
    const char *name;
    uint32_t number; // in `all`
    uint64_t index;
    size_t before, after; // how long the name is up to its last "[", and where it goes on with "]"
    bool folds;           // has such an index, or is an object on the heap, of which there may be many of one name
};

static struct element element_of(const struct recording *recording, const struct variable_sum *sum, uint32_t number)
{
    struct element element = {
        .recording = recording, .sum = sum, .name = recording->variables[sum->variable].name, .number = number
    };
    const char *open = strrchr(element.name, '[');
    const bool has_index = open && open[1] >= '0' && open[1] <= '9';
    char *end = NULL;
    element.before = element.after = strlen(element.name);
    element.folds = recording->variables[sum->variable].is_allocated && sum->lost == 0;
    const uint64_t index = has_index ? strtoull(open + 1, &end, 10) : UINT64_MAX;
    if (has_index && *end == ']' && index < UINT32_MAX) {
        element.index = index;
        element.before = (size_t)(open - element.name);
        element.after = (size_t)(end - element.name);
        element.folds = sum->lost == 0;
    }
    return element;
}

// By what must be alike; 0: they are.
static int compare_kinds(const struct element *a, const struct element *b)
{
    char left[GUARDED_TEXT_BYTES], right[GUARDED_TEXT_BYTES];
    if (a->before != b->before)
        return a->before < b->before ? -1 : 1;
    int order = strncmp(a->name, b->name, a->before);
    order = order ? order : strcmp(a->name + a->after, b->name + b->after);
    order =
        order ? order
              : strcmp(a->recording->variables[a->sum->variable].type, b->recording->variables[b->sum->variable].type);
    order = order ? order : (int)a->sum->guarded.unordered - (int)b->sum->guarded.unordered;
    order = order ? order : (int)a->sum->guarded.checked - (int)b->sum->guarded.checked;
    order = order ? order : (int)(a->sum->guarded.let_go > 0) - (int)(b->sum->guarded.let_go > 0);
    order = order ? order : (int)a->sum->exact - (int)b->sum->exact;
    if (order == 0 && a->sum->doubt != b->sum->doubt)
        order = a->sum->doubt < b->sum->doubt ? -1 : 1;
    return order ? order
                 : strcmp(guarded_text(left, a->recording, &a->sum->guarded),
                          guarded_text(right, b->recording, &b->sum->guarded));
}

static int compare_elements(const void *left, const void *right)
{
    const struct element *a = left, *b = right;
    if (a->folds != b->folds)
        return a->folds ? 1 : -1;
    const int order = a->folds ? compare_kinds(a, b) : 0;
    return order ? order : a->number < b->number ? -1 : 1;
}

static bool is_same_row(const struct element *a, const struct element *b)
{
    return a->folds && b->folds && compare_kinds(a, b) == 0;
}

static uint32_t count_tasks(const struct element *elements, size_t count, uint8_t *seen)
{
    const struct recording *recording = elements->recording;
    uint32_t tasks = 0;
    memset(seen, 0, recording->task_count);
    for (size_t i = 0; i < count; i++) {
        const struct variable *variable = &recording->variables[elements[i].sum->variable];
        for (uint32_t a = 0; a < variable->access_count; a++) {
            uint8_t *task = &seen[recording->accesses[variable->first_access + a].task];
            tasks += !*task;
            *task = 1;
        }
    }
    return tasks;
}

static struct variable_row row_of(const struct element *elements, size_t count, uint8_t *seen)
{
    const struct element *first = elements;
    struct variable_row row = { .sum = first->number, .count = (uint32_t)count };
    uint64_t least = first->index, most = first->index;
    for (size_t i = 0; i < count; i++) {
        const struct variable *variable = &first->recording->variables[elements[i].sum->variable];
        least = elements[i].index < least ? elements[i].index : least;
        most = elements[i].index > most ? elements[i].index : most;
        row.loads +=
            variable->loads; // each at most 2^50, of 2^16 at most: their sum may pass 64 bits in a file that lies,
        row.stores += variable->stores; // and wraps
        row.bytes += variable->bytes;
    }
    row.tasks = count_tasks(elements, count, seen);
    if (count == 1)
        snprintf(row.name, sizeof row.name, "%s", first->name);
    else if (least == most)
        snprintf(row.name, sizeof row.name, said("%s, %zu of them"), first->name, count);
    else
        snprintf(row.name, sizeof row.name, "%.*s[%" PRIu64 "-%" PRIu64 "%s", (int)first->before, first->name, least,
                 most, first->name + first->after);
    return row;
}

static int by_sum(const void *left, const void *right)
{
    const struct variable_row *a = left, *b = right;
    return a->sum < b->sum ? -1 : 1;
}

static bool find_rows(struct variable_sums *sums, const struct recording *recording)
{
    struct element *elements = calloc((size_t)sums->count + 1, sizeof *elements);
    uint8_t *seen = calloc(recording->task_count, sizeof *seen);
    const bool room = elements && seen;
    for (uint32_t i = 0; room && i < sums->count; i++)
        elements[i] = element_of(recording, &sums->all[i], i);
    if (room && sums->count > 0)
        qsort(elements, sums->count, sizeof *elements, compare_elements);
    for (uint32_t i = 0, next; room && i < sums->count; i = next) {
        for (next = i + 1; next < sums->count && is_same_row(&elements[i], &elements[next]);)
            next++;
        sums->rows[sums->row_count++] = row_of(&elements[i], next - i, seen);
    }
    if (room && sums->row_count > 0)
        qsort(sums->rows, sums->row_count, sizeof *sums->rows, by_sum);
    free(elements);
    free(seen);
    return room;
}

// ---- from outside ---------------------------------------------------------------------------------------------------

struct status variable_sums_build(struct variable_sums *sums, const struct recording *recording)
{
    const size_t count = recording->watched->variable_count;
    *sums = (struct variable_sums){ .count = (uint32_t)count,
                                    .all = calloc(count + 1, sizeof *sums->all),
                                    .of = calloc(count + 1, sizeof *sums->of),
                                    .rows = calloc(count + 1, sizeof *sums->rows) };
    struct status status = sums->all && sums->of && sums->rows ? find_sums(sums, recording) : no_memory();
    if (status_is_ok(status) && !find_rows(sums, recording))
        status = no_memory();
    if (status_is_ok(status))
        add_up(sums, recording);
    else
        variable_sums_finish(sums);
    return status;
}

void variable_sums_finish(struct variable_sums *sums)
{
    free(sums->all);
    free(sums->of);
    free(sums->rows);
    *sums = (struct variable_sums){ 0 };
}

// ---- words ----------------------------------------------------------------------------------------------------------

char *variable_row_guarded(char buffer[GUARDED_TEXT_BYTES], const struct recording *recording,
                           const struct variable_sums *sums, const struct variable_row *row)
{
    const struct guarded *guarded = &sums->all[row->sum].guarded;
    guarded_text(buffer, recording, guarded);
    if (guarded->how == GUARDED_ONE_TASK && row->count > 1)
        snprintf(buffer, GUARDED_TEXT_BYTES, "%s",
                 guarded->unseen ? said("one thread each seen") : said("one thread each"));
    return buffer;
}

char *place_text(char buffer[PLACE_TEXT_BYTES], const struct recording *recording, uint32_t number)
{
    const struct place *place = number == PLACE_NOWHERE ? NULL : &recording->places[number];
    if (!place)
        snprintf(buffer, PLACE_TEXT_BYTES, "?");
    else if (place->file[0] && place->line)
        snprintf(buffer, PLACE_TEXT_BYTES, "%s:%" PRIu32, place->file, place->line);
    else
        snprintf(buffer, PLACE_TEXT_BYTES, "0x%" PRIx64, place->address);
    return buffer;
}

char *variable_doubt_text(char buffer[DOUBT_TEXT_BYTES], const struct recording *recording,
                          const struct variable_sum *sum)
{
    static const struct {
        enum variable_doubt doubt;
        const char *words;
    } words[] = {
        { DOUBT_BITFIELD, SAID("bit-fields share it") }, // which compilers touch in several widths
        { DOUBT_WIDTHS, SAID("mixed widths") },
        { DOUBT_AMOUNTS, SAID("amounts vary") },
        { DOUBT_TURN, SAID("a turn was taken from a thread that may have been about to store") },
        { DOUBT_ORDER, SAID("the order of its stores is not wholly known") },
        { DOUBT_FOREIGN, SAID("something changed it whose stores could not be seen") },
        { DOUBT_HANDED, SAID("it was handed from task to task before, and what was stored then is not known") },
        { DOUBT_DROPPED, SAID("there was no room for all of its stores") },
    };
    const struct variable *variable = &recording->variables[sum->variable];
    char place[PLACE_TEXT_BYTES];
    size_t first = 0;
    const size_t count = sizeof words / sizeof *words;
    while (first < count && !(sum->doubt & words[first].doubt))
        first++;
    const bool has_place = variable->doubt_place != PLACE_NOWHERE && (variable->doubt & sum->doubt);
    snprintf(buffer, DOUBT_TEXT_BYTES, has_place ? said("%s at %s") : "%s%s",
             first < count ? said(words[first].words) : "",
             has_place ? place_text(place, recording, variable->doubt_place) : "");
    return buffer;
}
