// A recording that no check refuses, and everything the program does with one: report, reduction, document, every view,
// keys and pointer. Inputs are files; the mutator changes what is in them, not their bytes, and keeps checksums right.
//
// The file is overwritten or cut short under the open recording, which must make no difference.
#include "document/build.h"
#include "document/cell_playback.h"
#include "document/clip.h"
#include "labs/balance/account.h"
#include "labs/balance/report/reduction.h"
#include "labs/balance/report/report.h"
#include "page/page.h"
#include "recording/recording.h"
#include "report/report.h"
#include "report/traces/trace.h"
#include "schedules/reduce.h"
#include "view/control/control.h"
#include "view/control/views.h"
#include "view/labs/sentence.h"
#include "view/shapes/svg.h"
#include "view/window/window.h"

#include "../support/recording_builder.h"
#include "../support/recording_command_draft.h"
#include "../support/recording_draft.h"
#include "../support/recording_image.h"
#include "labs/balance/story.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xxhash.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size_bytes, size_t most_bytes, unsigned seed);

// ---- the mutator ---------------------------------------------------------------------------------------------------

typedef bool read_pieces(void *draft, const struct recording *recording);

static bool read_balance(void *draft, const struct recording *recording) { return draft_read(draft, recording); }

static bool read_command(void *draft, const struct recording *recording)
{
    return command_draft_read(draft, recording);
}

static bool read_draft(void *draft, read_pieces *read, const uint8_t *data, size_t size_bytes)
{
    struct recording recording;
    unsigned char *bytes = aligned_alloc(64, (size_bytes + 64) / 64 * 64);
    if (!bytes)
        abort();
    memcpy(bytes, data, size_bytes);
    const bool opened = status_is_ok(recording_open_bytes(&recording, bytes, size_bytes));
    const bool fits = opened && read(draft, &recording);
    recording_close(&recording);
    free(bytes);
    return fits;
}

static void make_draft(struct draft *draft, struct random *random)
{
    struct build plan = build_plan(random_next(random), 126 + random_below(random, 600));
    plan.truth = false;
    struct built *built = build_random(&plan);
    if (!draft_read(draft, &built->recording))
        memset(draft, 0, sizeof *draft);
    built_free(built);
}

static size_t mutate_balance(uint8_t *data, size_t size_bytes, size_t most_bytes, struct random *random)
{
    static struct draft draft;
    if (random_one_in(random, 50) || !read_draft(&draft, read_balance, data, size_bytes))
        make_draft(&draft, random);
    if (draft.experiment.count == 0)
        return 0;
    for (uint64_t changes = random_between(random, 1, 8); changes > 0; changes--) {
        draft_change(&draft, random);
        if (draft.experiment.count < 1 || draft.experiment.count > WORKERS_MAX)
            draft.experiment.count = 1 + (uint32_t)random_below(random, WORKERS_MAX);
    }
    draft_repair(&draft, random);
    return draft_write(&draft, data, most_bytes);
}

// A program of somebody else's, with its GILs.
static size_t mutate_command(uint8_t *data, size_t size_bytes, size_t most_bytes, struct random *random)
{
    static struct command_draft draft;
    if (random_one_in(random, 50) || !read_draft(&draft, read_command, data, size_bytes))
        command_draft_make(&draft, random);
    for (uint64_t changes = random_between(random, 1, 8); changes > 0 && draft.task_count > 0; changes--)
        command_draft_change(&draft, random);
    if (draft.task_count == 0)
        return 0;
    command_draft_repair(&draft, random);
    return command_draft_write(&draft, data, most_bytes);
}

// A command stays one, but for one in ten; and the other way round.
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size_bytes, size_t most_bytes, unsigned seed)
{
    static struct command_draft draft;
    struct random random = { seed };
    const bool command = read_draft(&draft, read_command, data, size_bytes) != random_one_in(&random, 10);
    const size_t written = command ? mutate_command(data, size_bytes, most_bytes, &random)
                                   : mutate_balance(data, size_bytes, most_bytes, &random);
    return written ? written : size_bytes;
}

// ---- the reader ----------------------------------------------------------------------------------------------------

static FILE *nowhere;

// Has a reason, and is of a kind that a file can bring about.
static bool refused(struct status status)
{
    if (status_is_ok(status))
        return false;
    if ((status.kind != STATUS_BAD_FILE && status.kind != STATUS_USAGE) || !status.message[0]) {
        fprintf(stderr, "kind %d: \"%s\"\n", status.kind, status.message);
        abort();
    }
    return true;
}

static void report(const struct recording *recording)
{
    struct account account = { 0 };
    if (!refused(account_build(&account, recording)) && !refused(account_find_longest(&account))) {
        if (account.ledger.survived + account.ledger.lost != account.ledger.updates)
            abort();
        balance_report_text(nowhere, &account, true);
        balance_report_json(nowhere, &account);
    }
    account_finish(&account);
}

static void report_command(const struct recording *recording)
{
    refused(report_recording(nowhere, recording, false, true, LANGUAGE_EN));
    refused(report_recording(nowhere, recording, true, false, LANGUAGE_EN));
}

static void reduce(const struct document *document, size_t collision)
{
    struct reduction reduction;
    if (refused(reduction_make(&reduction, &balance_story(document)->overwrites, collision)))
        return;
    reduction_text(nowhere, &balance_story(document)->overwrites, &reduction, 1);
    reduction_json(nowhere, &balance_story(document)->overwrites, &reduction, 1);
    free(reduction_command(&reduction));
    reduction_finish(&reduction);
}

static void trace(const struct recording *recording, struct random *random)
{
    const enum trace_format format = (enum trace_format)random_below(random, TRACE_FORMATS);
    const unsigned parts =
        random_one_in(random, 2) ? TRACE_ALL_PARTS : (unsigned)random_below(random, TRACE_ALL_PARTS + 1);
    refused(trace_write(nowhere, recording, format, parts));
}

// The page, and the part that an animation shows.
static void export(const struct document *document, struct random *random)
{
    const struct cell_history *cell = &document->cell;
    const uint64_t one = random_below(random, document->moments.count + 1),
                   other = random_below(random, document->moments.count + 1);
    clip_between(document, 2 * (one < other ? one : other), 2 * (one < other ? other : one));
    if (cell->kind && cell->collisions > 0)
        clip_of_collision(document, (int64_t)random_below(random, cell->collisions));
    refused(page_write(nowhere, document, "race.rl", random_one_in(random, 2) ? LANGUAGE_EN : LANGUAGE_ZH));
}

// ---- the person ----------------------------------------------------------------------------------------------------

struct person {
    struct document document;
    struct model model;
    struct view_models models; // the model's
    struct ui ui;
    struct arena arena;
    struct random random;
    struct wishes wishes;
};

static uint64_t below(struct person *person, uint64_t bound) { return random_below(&person->random, bound); }

static void look(struct person *person)
{
    struct draw_list list;
    struct frame frame;
    struct model *model = &person->model;
    arena_reset(&person->arena);
    view_prepare(model, &person->document);
    draw_list_init(&list, &person->arena, metrics_plain(), model->width_px, model->height_px,
                   theme_get(model->theme)->grounds[GROUND_PAGE]);
    frame_init(&frame, &list, &person->ui, &person->document, model);
    window_draw(&frame);
    if (!list.failed && below(person, 6) == 0)
        svg_write(&list,
                  sentence_text(&person->arena, model->language, person->document.recording.plan, SENTENCE_WHOLE),
                  nowhere);
}

static void press_key(struct person *person)
{
    const struct key_binding *binding = &key_bindings[below(person, (uint64_t)key_binding_count)];
    struct key_press press = { binding->key, binding->control, binding->shift };
    if (below(person, 8) == 0)
        press.key = below(person, 2) ? 0x20 + (uint32_t)below(person, 95)
                                     : KEY_LEFT + (uint32_t)below(person, KEY_LAST - KEY_LEFT);
    control_key(&person->model, &person->ui, &person->document, press, &person->wishes);
    if (person->ui.editing && below(person, 2))
        control_text(&person->model, &person->ui, "1234µ");
}

// Somewhere, mostly on something.
static struct point somewhere(struct person *person)
{
    const struct ui *ui = &person->ui;
    const float x = (float)below(person, 1001) / 1000, y = (float)below(person, 1001) / 1000;
    if (ui->hit_count == 0 || below(person, 8) == 0)
        return point_at(x * (float)person->model.width_px, y * (float)person->model.height_px);
    const struct rect rect = ui->hits[below(person, ui->hit_count)].rect;
    return point_at(rect.x + x * rect.width, rect.y + y * rect.height);
}

static void use_pointer(struct person *person)
{
    struct pointer_event event = { .at = somewhere(person) };
    static const enum pointer_kind kinds[] = { POINTER_MOVE, POINTER_DOWN,  POINTER_MOVE,
                                               POINTER_UP,   POINTER_WHEEL, POINTER_DOUBLE };
    const uint64_t count = 1 + below(person, sizeof kinds / sizeof *kinds);
    for (uint64_t i = 0; i < count; i++) {
        event.kind = kinds[i];
        event.wheel_y = (float)below(person, 5) - 2;
        event.control = below(person, 4) == 0;
        event.at.x += (float)below(person, 40) - 20;
        control_pointer(&person->model, &person->ui, &person->document, event, &person->wishes);
    }
}

static void change_place(struct person *person)
{
    struct model *model = &person->model;
    const struct document *document = &person->document;
    model->width_px = 320 + (int)below(person, 1600);
    model->height_px = 240 + (int)below(person, 900);
    model->view = below(person, 8) ? (enum view)below(person, VIEW_SCHEDULES) : (enum view)below(person, VIEW_COUNT);
    playback_seek_share(&model->playback, document, (double)below(person, 1001) / 1000);
    if (balance_collisions(document) > 0 && below(person, 2))
        playback_seek_collision(&model->playback, document, below(person, balance_collisions(document)));
}

static void use(struct person *person)
{
    model_init(&person->model, &person->models, 4);
    control_new_document(&person->model, &person->document);
    for (int turn = 0; turn < 12; turn++) {
        if (turn % 3 == 0)
            change_place(person);
        look(person);
        if (below(person, 2))
            press_key(person);
        else
            use_pointer(person);
        control_tick(&person->model, &person->document, 0.04);
    }
    look(person);
}

// ---- the target ----------------------------------------------------------------------------------------------------

// The sealed bytes as a file; its descriptor.
static int file_of(const uint8_t *data, size_t size_bytes)
{
    unsigned char *bytes = malloc(size_bytes + 1);
    const int file = memfd_create("recording", MFD_CLOEXEC);
    if (!bytes || file < 0)
        abort();
    memcpy(bytes, data, size_bytes);
    image_reseal(bytes, size_bytes);
    if (pwrite(file, bytes, size_bytes, 0) != (ssize_t)size_bytes)
        abort();
    free(bytes);
    return file;
}

static void spoil(int file, struct random *random, size_t size_bytes)
{
    if (random_one_in(random, 2))
        (void)!ftruncate(file, (off_t)random_below(random, size_bytes));
    for (int i = 0; i < 64; i++) {
        const uint64_t word = random_next(random);
        (void)!pwrite(file, &word, sizeof word, (off_t)random_below(random, size_bytes));
    }
}

static void understand(struct recording *recording, struct random random)
{
    struct person *person = calloc(1, sizeof *person);
    if (!person)
        abort();
    person->random = random;
    person->ui.pointer = point_at(-1, -1);
    if (experiment_of(recording))
        report(recording);
    if (recording->command_count > 0)
        report_command(recording);
    trace(recording, &person->random);
    if (!refused(document_build(&person->document, recording))) {
        // Now and then: one takes longer than all the rest.
        if (balance_collisions(&person->document) > 0 && below(person, 16) == 0)
            reduce(&person->document, below(person, balance_collisions(&person->document)));
        if (below(person, 4) == 0)
            export(&person->document, &person->random);
        use(person);
        document_finish(&person->document);
    }
    arena_finish(&person->arena);
    free(person);
}

// What is left of a run for whoever does not know its lab: no books, as a foreign program leaves none.
static void forget_lab(struct recording *recording)
{
    static const struct plan none = { .lab = LAB_NONE };
    recording->plan = &none;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    struct recording recording;
    char path[64];
    if (!nowhere && !(nowhere = fopen("/dev/null", "w")))
        abort();
    struct random random = { XXH3_64bits(data, size_bytes) };
    const int file = file_of(data, size_bytes);
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    if (!refused(recording_open(&recording, path))) {
        if (!refused(recording_verify(&recording))) {
            spoil(file, &random, size_bytes);
            if (random_one_in(&random, 6))
                forget_lab(&recording);
            understand(&recording, random);
        } else {
            recording_close(&recording);
        }
    }
    close(file);
    return 0;
}
