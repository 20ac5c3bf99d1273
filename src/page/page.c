// The page's own parts are taken in as they stand; its data are made in memory first, since they say how much is to be folded.
#include "page/page.h"

#include "base/said.h"
#include "base/text.h"
#include "page/cut.h"
#include "page/fold.h"
#include "page/own.h"
#include "page/rows.h"
#include "page/words.h"
#include "report/report.h"
#include "view/labs/came.h"
#include "view/labs/lab_words.h"
#include "view/labs/sentence.h"
#include "view/looks/theme.h"

#include <stdlib.h>
#include <string.h>

// Each ended by a NUL.
#define TAKEN_IN(name, path)                                                                                           \
    __asm__(".pushsection .rodata\n" #name ": .incbin \"" path "\"\n.byte 0\n.popsection\n");                          \
    extern const char name[] __attribute__((visibility("hidden")))
TAKEN_IN(page_html, "assets/page/page.html");
TAKEN_IN(page_style, "assets/page/page.css");
TAKEN_IN(page_script, "assets/page/page.js");

enum {
    SHOW_ELEMENTS = 400, // of a list of show --json, and of a text there
    SHOW_TEXT_BYTES = 2000,
    OWN_WORDS = 400,
    REPORT_BYTES = 60000,
    COLOUR_BYTES = 8, // "#rrggbb"
};

// What the reports say: as JSON, as text in the page's language, and as JSON in it; own is NULL where that is English.
struct told {
    char *show, *report, *own;
    size_t show_bytes, report_bytes, own_bytes;
};

static struct status tell(char **text, size_t *bytes, const struct recording *recording, bool json,
                          enum language language)
{
    FILE *out = open_memstream(text, bytes);
    if (!out)
        return status_make(STATUS_FAILED, "not enough memory for the page");
    const struct status status = report_recording(out, recording, json, false, language);
    const bool failed = ferror(out) | fclose(out);
    return failed ? status_make(STATUS_FAILED, "not enough memory for the page") : status;
}

// ---- data ------------------------------------------------------------------------------------------------------------

static const char *colour_text(char text[COLOUR_BYTES], struct colour colour)
{
    snprintf(text, COLOUR_BYTES, "#%02x%02x%02x", colour.r, colour.g, colour.b);
    return text;
}

static void put_colour(struct json *json, const char *key, struct colour colour)
{
    char text[COLOUR_BYTES];
    json_key_string(json, key, colour_text(text, colour));
}

static void put_colours(struct json *json, const char *key, const struct theme *theme)
{
    json_key(json, key);
    json_object_begin(json);
    put_colour(json, "page", theme->grounds[GROUND_PAGE]);
    put_colour(json, "panel", theme->grounds[GROUND_PANEL]);
    put_colour(json, "well", theme->grounds[GROUND_WELL]);
    put_colour(json, "text", theme->texts[TEXT_MAIN]);
    put_colour(json, "soft", theme->texts[TEXT_SOFT]);
    put_colour(json, "lost", theme->texts[TEXT_LOST]);
    put_colour(json, "good", theme->texts[TEXT_GOOD]);
    put_colour(json, "accent", theme->texts[TEXT_ACCENT]);
    put_colour(json, "edge", theme->trims[TRIM_EDGE]);
    put_colour(json, "curve", theme->marks[MARK_CURVE]);
    put_colour(json, "playhead", theme->marks[MARK_PLAYHEAD]);
    put_colour(json, "heat", theme->marks[MARK_LOST]);
    json_key(json, "states");
    json_array_begin(json);
    for (int kind = 0; kind < TRACK_STATES; kind++) {
        const struct state_look *look = kind == TRACK_ZOMBIE         ? &theme->zombie
                                        : kind == TRACK_BLOCKED_ELSE ? &theme->states[STATE_BLOCKED]
                                                                     : &theme->states[kind];
        char text[COLOUR_BYTES];
        json_string(json, colour_text(text, look->fill));
    }
    json_array_end(json);
    put_colour(json, "zombie", theme->zombie.fill);
    put_colour(json, "on_worker", theme->on_worker);
    json_key(json, "workers");
    json_array_begin(json);
    for (int worker = 0; worker < (int)(sizeof theme->workers / sizeof theme->workers[0]); worker++) {
        char text[COLOUR_BYTES];
        json_string(json, colour_text(text, theme_worker(theme, worker)->fill));
    }
    json_array_end(json);
    json_object_end(json);
}

static const char *title_of(struct arena *arena, const struct recording *recording, enum language language)
{
    return recording->command                   ? recording->command->text
           : lab_words_of(recording->plan->lab) ? sentence_text(arena, language, recording->plan, SENTENCE_WHOLE)
                                                : "Race Ledger";
}

// Of a command, where all of it is known; NULL: there is nothing to tell.
static const char *lost_of(struct arena *arena, const struct document *document, enum language language)
{
    const struct variable_sums *sums = &document->sums;
    char number[TEXT_NUMBER_BYTES];
    const char *parts[] = { text_grouped(number, (int64_t)sums->lost) };
    if (sums->count == 0 || sums->lost == 0 || !sums->exact || sums->doubtful > 0)
        return NULL;
    return text_fill(arena, language, TEXT_SOURCE_LOST_ID, parts, 1);
}

static void put_heading(struct json *json, const struct document *document, const char *name, enum language language)
{
    struct arena arena = ARENA_EMPTY;
    json_key_string(json, "lang", languages[language].name);
    json_key_string(json, "file", name);
    json_key_string(json, "title", title_of(&arena, &document->recording, language));
    json_key_string(json, "came", came_of(&arena, language, document));
    json_key_string(json, "lost", lost_of(&arena, document, language));
    json_key_uint(json, "from", page_ns(document, document->extent.from_ns));
    json_key_uint(json, "to", page_ns(document, document->extent.to_ns));
    arena_finish(&arena);
}

static void put_reports(struct json *json, const struct told *told, const struct plan *plan, enum language language,
                        int folds)
{
    const size_t most = fold_of(REPORT_BYTES, 400, folds),
                 kept = told->report_bytes <= most ? told->report_bytes : most;
    char *report = malloc(kept + 1);
    json_key(json, "report");
    if (report) {
        memcpy(report, told->report, kept);
        report[kept] = '\0';
    }
    json_string(json, report);
    json_key_bool(json, "report_cut", kept < told->report_bytes);
    free(report);
    json_key(json, "figures");
    const size_t cut =
        cut_json(json_written(json), told->show, fold_of(SHOW_ELEMENTS, 2, folds), fold_of(SHOW_TEXT_BYTES, 40, folds));
    json_key_uint(json, "figures_cut", cut);
    json_key(json, "own");
    json_array_begin(json);
    page_own(json, told->show, told->own ? told->own : told->show, fold_of(OWN_WORDS, 20, folds));
    page_own_choices(json, plan, language);
    json_array_end(json);
}

static void put_data(FILE *out, const struct document *document, const struct told *told, const char *name,
                     enum language language, int folds)
{
    struct json json;
    const enum language before = said_in(language);
    json_init(&json, out);
    json_object_begin(&json);
    put_heading(&json, document, name, language);
    json_key_uint(&json, "dead", STATE_DEAD);
    put_colours(&json, "dark", theme_get(THEME_DARK));
    put_colours(&json, "light", theme_get(THEME_LIGHT));
    page_words(&json, language);
    put_reports(&json, told, document->recording.plan, language, folds);
    page_rows(&json, document, folds);
    page_locks(&json, document, folds);
    page_levels(&json, document, folds);
    page_curve(&json, document, folds);
    page_events(&json, document, folds);
    page_told(&json, document, folds);
    page_collisions(&json, document, folds);
    json_object_end(&json);
    json_finish(&json);
    said_in(before);
}

// ---- the page --------------------------------------------------------------------------------------------------------

// As they are to stand in the page; NULL: memory is short. The caller frees it.
static char *data_of(const struct document *document, const struct told *told, const char *name, enum language language,
                     int folds, size_t *bytes)
{
    char *plain = NULL, *safe = NULL;
    size_t plain_bytes = 0;
    FILE *out = open_memstream(&plain, &plain_bytes);
    if (!out)
        return NULL;
    put_data(out, document, told, name, language, folds);
    bool failed = ferror(out) | fclose(out);
    out = failed ? NULL : open_memstream(&safe, bytes);
    if (out) {
        cut_put_safely(out, plain, plain_bytes);
        failed = ferror(out) | fclose(out);
    }
    free(plain);
    if (!failed && safe)
        return safe;
    free(safe);
    return NULL;
}

// The page with its parts in the places that it names: {{style}}.
static void put_page(FILE *out, const char *data, size_t bytes, enum language language)
{
    const struct {
        const char *place, *text;
        size_t bytes;
    } parts[] = { { "{{lang}}", languages[language].name, strlen(languages[language].name) },
                  { "{{style}}", page_style, strlen(page_style) },
                  { "{{script}}", page_script, strlen(page_script) },
                  { "{{data}}", data, bytes } };
    for (const char *at = page_html; *at;) {
        const char *place = strstr(at, "{{");
        size_t part = 0;
        fwrite(at, 1, place ? (size_t)(place - at) : strlen(at), out);
        if (!place)
            return;
        while (part + 1 < sizeof parts / sizeof *parts &&
               strncmp(place, parts[part].place, strlen(parts[part].place)) != 0)
            part++;
        fwrite(parts[part].text, 1, parts[part].bytes, out);
        at = place + strlen(parts[part].place);
    }
}

static struct status put_folded(FILE *out, const struct document *document, const struct told *told, const char *name,
                                enum language language)
{
    const size_t own = strlen(page_html) + strlen(page_style) + strlen(page_script);
    for (int folds = 0; folds <= FOLDS_MOST; folds++) {
        size_t bytes = 0;
        char *data = data_of(document, told, name, language, folds, &bytes);
        if (!data)
            return status_make(STATUS_FAILED, "not enough memory for the page");
        const bool fits = own + bytes <= PAGE_MOST_BYTES;
        if (fits)
            put_page(out, data, bytes, language);
        free(data);
        if (fits)
            return status_ok();
    }
    return status_make(STATUS_FAILED, "the page would be larger than %d bytes, however much of it is folded",
                       PAGE_MOST_BYTES);
}

struct status page_write(FILE *out, const struct document *document, const char *name, enum language language)
{
    struct told told = { 0 };
    struct status status = tell(&told.show, &told.show_bytes, &document->recording, true, LANGUAGE_EN);
    if (status_is_ok(status))
        status = tell(&told.report, &told.report_bytes, &document->recording, false, language);
    if (status_is_ok(status) && language != LANGUAGE_EN)
        status = tell(&told.own, &told.own_bytes, &document->recording, true, language);
    if (status_is_ok(status))
        status = put_folded(out, document, &told, name, language);
    free(told.show);
    free(told.report);
    free(told.own);
    return status;
}
