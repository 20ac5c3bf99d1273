// Type stays as large as can be read: where lines do not fit they are folded, blank ones first, those that touch the balance or
// a lock never; those are scrolled through.
#include "view/stage/listing.h"

#include "analysis/ends.h"
#include "labs/balance/experiment.h"
#include "labs/balance/python/listing.h"

#include <inttypes.h>
#include <string.h>

enum {
    READABLE_PX = 13,
};

static const struct experiment *recorded(const struct frame *frame)
{
    return experiment_of(&frame->document->recording);
}

// "range(iterations)" with the number of this run.
static const char *filled_in(struct frame *frame, const char *text)
{
    static const char word[] = "iterations";
    const char *at = strstr(text, word);
    const char *whole = at ? arena_printf(frame->arena, "%.*s%" PRIu64 "%s", (int)(at - text), text,
                                          recorded(frame)->iterations, at + sizeof word - 1)
                           : text;
    return whole ? whole : text;
}

static enum keep keep_of(const char *text)
{
    static const struct {
        const char *begins;
        enum keep keep;
    } kinds[] = { { "def ", KEEP_HEAD },
                  { "for ", KEEP_HEAD },
                  { "void ", KEEP_HEAD },
                  { "try:", KEEP_BLOCK },
                  { "finally:", KEEP_BLOCK } };
    const char *first = text + strspn(text, " ");
    const size_t length = strlen(first);
    if (length == 0)
        return KEEP_BLANK;
    if (length == 1)
        return KEEP_BRACE;
    if (strncmp(first, "change_it(", 10) == 0)
        return KEEP_HEAD;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strncmp(first, kinds[i].begins, strlen(kinds[i].begins)) == 0)
            return kinds[i].keep;
    return KEEP_SETUP;
}

static int line_of(const struct step *step, int index, enum code_panel code)
{
    return code == CODE_STEPS ? index : (code == CODE_C ? step->c_line : step->python_line) - 1;
}

static bool is_call(const char *text) { return strncmp(text + strspn(text, " "), "change_it(", 10) == 0; }

// What stands between taking a lock and letting it go is what the lock is for: it stays as long as they do.
static void keep_guarded(struct listing *listing)
{
    bool stays = false;
    for (int i = listing->count; i-- > 0;) {
        stays |= listing->lines[i].keep == KEEP_STEP;
        if (stays && is_call(listing->lines[i].text))
            listing->lines[i].keep = KEEP_STEP;
    }
}

void listing_read(struct frame *frame, struct listing *listing, const struct program *program, enum code_panel code)
{
    const char *const *source = code == CODE_C ? program->c : program->python;
    listing->steps = code == CODE_STEPS;
    if (listing->steps) {
        for (int i = 0; i < program->step_count && i < LISTING_LINES_MAX; i++)
            listing->lines[listing->count++] = (struct listing_line){
                .text = program->steps[i].text,
                .number = i + 1,
                .keep = KEEP_STEP,
                .looks = (enum step_looks)program->steps[i].looks,
                .loaded = program->bytecode && program_is_loaded(program, i),
                .stays_loaded = program->bytecode && program_is_loaded(program, i + 1),
            };
        return;
    }
    for (int i = 0; i < LISTING_LINES_MAX && source[i]; i++)
        listing->lines[listing->count++] = (struct listing_line){ .text = filled_in(frame, source[i]),
                                                                  .number = i + 1,
                                                                  .keep = (uint8_t)keep_of(source[i]) };
    for (int i = 0; i < program->step_count; i++) {
        const int line = line_of(&program->steps[i], i, code);
        if (program->steps[i].kind != STEP_LOCAL && line >= 0 && line < listing->count)
            listing->lines[line].keep = KEEP_STEP;
    }
    keep_guarded(listing);
}

// ---- a lab's own ---------------------------------------------------------------------------------------------------

void listing_read_lab(struct listing *listing, const struct lab_listing *text)
{
    listing->foreign = true;
    for (uint32_t i = 0; i < text->count && i < LISTING_LINES_MAX; i++) {
        const struct lab_line *line = &text->lines[i];
        listing->lines[listing->count++] =
            (struct listing_line){ .text = line->text,
                                   .number = (int)i + 1,
                                   .keep = line->first > 0 ? KEEP_STEP : (uint8_t)keep_of(line->text),
                                   .looks = LOOKS_NEVER };
    }
}

// The step that a task has come to; 0: none yet.
static uint32_t step_at(const struct recording *recording, uint32_t task, uint64_t ns)
{
    uint64_t low = 0, high = recording->tasks[task].notes;
    while (low < high) {
        const uint64_t middle = low + (high - low) / 2;
        if (recording_ns(recording, recording->notes[task][middle].ticks) <= ns)
            low = middle + 1;
        else
            high = middle;
    }
    while (low > 0 && recording->notes[task][low - 1].kind != NOTE_AT)
        low--;
    return low > 0 ? recording->notes[task][low - 1].other : 0;
}

void listing_put_tasks(const struct frame *frame, struct listing *listing, const struct lab_listing *text, uint64_t ns)
{
    const struct document *document = frame->document;
    for (uint32_t t = 0; t < document->recording.task_count; t++) {
        const uint32_t step = ns < task_died_at(&document->states, t) ? step_at(&document->recording, t, ns) : 0;
        for (int i = 0; step > 0 && i < listing->count; i++)
            if (step >= text->lines[i].first && step <= text->lines[i].last)
                listing->lines[i].done |= UINT64_C(1) << t;
    }
}

// ---- the balance's -------------------------------------------------------------------------------------------------

// The step that the sentence tells of: what the worker has just done, if it was the last to do anything.
static int told_step(const struct frame *frame, const struct balance_present *present, uint32_t worker)
{
    const bool tells =
        present->now.worker == worker && (present->now.kind == PRESENT_EVENT || present->now.kind == PRESENT_LOCK);
    return tells ? present_done_step(present, frame->document, worker) : -1;
}

void listing_put_workers(struct frame *frame, struct listing *listing, const struct balance_present *present,
                         const struct program *program, enum code_panel code)
{
    for (uint32_t w = 0; w < recorded(frame)->count; w++) {
        const int next = present_step(present, frame->document, w), done = told_step(frame, present, w);
        const int at = next < 0 ? -1 : line_of(&program->steps[next], next, code),
                  was = done < 0 ? -1 : line_of(&program->steps[done], done, code);
        if (was >= 0 && was < listing->count)
            listing->lines[was].done |= UINT64_C(1) << w;
        if (at >= 0 && at < listing->count)
            listing->lines[at].at |= UINT64_C(1) << w;
    }
}

#define AIRY 1.22f // lines apart, in heights of a line
#define DENSE 1.04f

static void measure(const struct frame *frame, struct listing *listing, float size_px, float air)
{
    struct text_style mono = ui_mono(frame, TYPE_BODY, TEXT_MAIN);
    mono.size_px = size_px;
    listing->size_px = size_px;
    listing->line_px = draw_text_lines(frame->list, mono).line_px * air;
    listing->gutter_px = listing->line_px * (frame->scale.lecture ? 1.5f : 2.2f);
}

static float widest(const struct frame *frame, const struct listing *listing)
{
    struct text_style mono = ui_mono(frame, TYPE_BODY, TEXT_MAIN);
    float width = 0;
    mono.size_px = listing->size_px;
    mono.figures = false;
    for (int i = 0; i < listing->count; i++) {
        const float one = draw_text_width(frame->list, listing->lines[i].text, mono);
        width = one > width ? one : width;
    }
    return width;
}

bool listing_is_after_fold(const struct listing *listing, int index)
{
    const struct listing_line *line = listing->lines + index;
    return index > 0 && !line->folded && line[-1].folded;
}

float listing_height(const struct listing *listing)
{
    float height = 0;
    for (int i = 0; i < listing->count; i++) {
        height += listing->lines[i].folded ? 0 : listing->line_px;
        height += listing_is_after_fold(listing, i) ? listing->line_px * LISTING_FOLD_SHARE : 0;
    }
    return height;
}

// Folds as few lines as make the rest fit, those first that tell least; steps stay.
static void fold(struct listing *listing, float height_px)
{
    for (int keep = KEEP_BLANK; keep < KEEP_STEP; keep++)
        for (int i = listing->count; i-- > 0 && listing_height(listing) > height_px;)
            listing->lines[i].folded |= listing->lines[i].keep == keep;
}

// Which of the lines that are left are in sight: those round where the workers are.
static void scroll(struct listing *listing, float height_px)
{
    int left = 0, middle = -1, end = -1, harmful = -1;
    for (int i = 0; i < listing->count; i++) {
        const struct listing_line *line = &listing->lines[i];
        if (line->folded)
            continue;
        if (middle < 0 && (line->at || line->done))
            middle = left;
        if (line->at)
            end = left;
        if (harmful < 0 && line->loaded) // nobody is anywhere: what can go wrong
            harmful = left;
        left++;
    }
    middle = middle >= 0 ? middle : harmful >= 0 ? harmful : 0;
    listing->shown = listing_height(listing) <= height_px ? left : (int)(height_px / listing->line_px);
    listing->shown = listing->shown < left ? listing->shown : left;
    listing->first = middle - listing->shown / 3;
    if (end >= listing->first + listing->shown)
        listing->first = end + 1 - listing->shown;
    const int last = left - listing->shown;
    listing->first = listing->first < 0 ? 0 : listing->first > last ? last : listing->first;
}

// Where there is room several workers stand at a line beside its number, else in its place.
static void widen_gutter(const struct frame *frame, struct listing *listing, float room_px)
{
    const float wide = listing->line_px * 2.8f;
    listing->has_numbers = !frame->scale.lecture && room_px >= wide; // a lecture's gutter has room for workers only
    listing->gutter_px = listing->has_numbers ? wide : listing->gutter_px;
}

// Type is made smaller only where a line is too wide: height can be folded and scrolled through, width cannot. Bytecodes are
// many, and it helps to see them all.
void listing_lay_out(const struct frame *frame, struct listing *listing, struct rect room)
{
    const int most = (int)frame->scale.type[TYPE_BODY],
              least = frame->scale.lecture ? (int)frame->scale.type[TYPE_SMALL] : 9,
              readable = frame->scale.lecture         ? least
                         : most * 2 / 3 > READABLE_PX ? most * 2 / 3
                                                      : READABLE_PX;
    for (int size = most; size >= least; size--) {
        measure(frame, listing, (float)size, AIRY);
        const bool high = listing->steps && size > readable && listing_height(listing) > room.height;
        if (!high && listing->gutter_px + widest(frame, listing) <= room.width)
            break;
    }
    if (listing_height(listing) > room.height)
        measure(frame, listing, listing->size_px, DENSE);
    widen_gutter(frame, listing, room.width - widest(frame, listing));
    fold(listing, room.height);
    scroll(listing, room.height);
}

float listing_least_width(const struct frame *frame, struct listing *listing)
{
    measure(frame, listing, frame->scale.type[TYPE_SMALL], AIRY);
    return listing->gutter_px + widest(frame, listing);
}
