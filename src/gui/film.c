// Plays a copy of the model with a clock of its own, and takes a picture of every step.
//
// The document is a copy, too, for its pace: that of the part alone. What the copy points to stays the document's.
#include "gui/film.h"

#include "base/fault.h"
#include "document/beats.h"
#include "gui/animation.h"
#include "gui/drawn.h"
#include "gui/png.h"
#include "os/clock.h"
#include "os/file.h"
#include "view/control/control.h"
#include "view/control/views.h"
#include "view/sides/sides.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define CLOSES_S 1.2 // the last picture, where the pace does not say
#define MOMENT_S 0.7 // a moment, by event
#define EVEN_LEAST_S 2.0
#define EVEN_MOST_S 20.0
#define STEP_S 0.05

enum {
    NUMBER_DIGITS_MOST = 8
};

// ---- names -----------------------------------------------------------------------------------------------------------

static bool ends_in(const char *path, const char *ending)
{
    const size_t length = strlen(path), tail = strlen(ending);
    return length > tail && strcasecmp(path + length - tail, ending) == 0;
}

// The one %d or %04d of a name: how many digits at least, and what follows. NULL: there is none, or more than one %.
static const char *number_place(const char *path, int *digits, const char **after)
{
    const char *place = strchr(path, '%'), *at = place ? place + 1 : NULL;
    *digits = 1;
    if (at && at[0] == '0' && at[1] >= '1' && at[1] <= '0' + NUMBER_DIGITS_MOST) {
        *digits = at[1] - '0';
        at += 2;
    }
    if (!at || *at != 'd' || strchr(at, '%'))
        return NULL;
    *after = at + 1;
    return place;
}

static bool is_numbered(const char *path)
{
    int digits;
    const char *after;
    return (ends_in(path, ".png") || ends_in(path, ".svg")) && number_place(path, &digits, &after);
}

bool film_is_path(const char *path) { return animation_format_of(path) || is_numbered(path); }

struct status film_check_path(const char *path)
{
    const struct animation_format *format = animation_format_of(path);
    if (format && format->without)
        return status_with(STATUS_USAGE, FAULT_FILM_WITHOUT, part_text(path), part_text(format->without),
                           part_text(format->ending));
    return format || is_numbered(path) ? status_ok() : status_with(STATUS_USAGE, FAULT_FILM_NAME, part_text(path));
}

static bool name_of(char name[PATH_MAX], const char *path, int number)
{
    int digits;
    const char *after, *place = number_place(path, &digits, &after);
    const int length = snprintf(name, PATH_MAX, "%.*s%0*d%s", (int)(place - path), path, digits, number, after);
    return length < PATH_MAX;
}

struct status film_name_asked(char *name, size_t size, const char *path)
{
    const char *ending = strrchr(path, '.');
    int length;
    if ((ends_in(path, ".png") || ends_in(path, ".svg")) && !strchr(path, '%'))
        length = snprintf(name, size, "%.*s-%%04d%s", (int)(ending - path), path, ending);
    else
        length = snprintf(name, size, "%s", path);
    return length < (int)size ? film_check_path(name) : status_with(STATUS_USAGE, FAULT_FILM_NAME, part_text(path));
}

void film_name_first(char *name, size_t size, const char *path)
{
    char first[PATH_MAX];
    const bool numbered = is_numbered(path) && name_of(first, path, 1);
    snprintf(name, size, "%s%s", numbered ? first : path, numbered ? " …" : "");
}

const char *film_ending(void)
{
    return !animation_webp.without ? animation_webp.ending : !animation_gif.without ? animation_gif.ending : ".png";
}

// ---- what is shown ---------------------------------------------------------------------------------------------------

bool film_can_show(enum view view)
{
    const enum view_needs needs = view_rows[view]->needs;
    return needs == NEEDS_RUN || needs == NEEDS_BOOKS;
}

static struct clip between(const struct document *document, uint64_t one_ns, uint64_t other_ns)
{
    struct playback from = { 0 }, to = { 0 };
    playback_seek_ns(&from, document, one_ns < other_ns ? one_ns : other_ns);
    playback_seek_ns(&to, document, one_ns < other_ns ? other_ns : one_ns);
    return clip_between(document, clip_rank(document, &from), clip_rank(document, &to));
}

struct clip film_clip_of(const struct model *model, const struct document *document)
{
    const struct timeline_model *timeline = model->timeline;
    const struct timeline_pick *pick = &timeline->pick;
    const int64_t selected = model->ledger->collision;
    struct story_collision collision;
    if (timeline->measuring && timeline->measure_from_ns != timeline->measure_to_ns)
        return between(document, timeline->measure_from_ns, timeline->measure_to_ns);
    if (pick->kind && pick->from_ns < pick->to_ns)
        return between(document, pick->from_ns, pick->to_ns);
    if (selected >= 0 && document->cell.kind && (size_t)selected < document->cell.collisions)
        return clip_of_collision(document,
                                 (int64_t)document->cell.kind->number_of(document->cell.of, (size_t)selected));
    if (story_beat_at(document, &model->playback, &collision) != BEAT_NONE)
        return clip_of_collision(document, collision.number);
    return between(document, document_from_ns(document), document_to_ns(document));
}

// ---- playing ---------------------------------------------------------------------------------------------------------

struct shoot {
    const struct film *film;
    struct fonts *fonts;
    const char *path;
    struct document document; // with the pace of the part
    struct model model;
    struct view_models models; // the model's
    double length_s;
    struct raster *raster;
    struct canvas canvas;
    struct animation *animation; // NULL: single pictures
};

// How long the part takes at its pace's usual speed.
static double usual_s(const struct shoot *shoot)
{
    const struct moments *moments = &shoot->document.moments;
    const struct clip *clip = &shoot->film->clip;
    const double slow_down = playback_slow_down(&shoot->model.playback);
    if (shoot->film->pace == PACE_STORY)
        return slow_down * clip->pace.length_s;
    if (shoot->film->pace == PACE_EVENT)
        return slow_down * PLAYBACK_EVEN_S * story_moments_between(clip->from, clip->to) / (double)moments->count;
    const uint64_t from = clip->from / 2, to = clip->to / 2;
    return slow_down * (double)(moments_after(moments, to).ns - moments_after(moments, from).ns) / 1e9;
}

// And how long it is to take.
static double wanted_s(const struct film *film)
{
    const double even_s = story_moments_between(film->clip.from, film->clip.to) * MOMENT_S;
    if (film->length_s > 0)
        return film->length_s;
    if (film->pace == PACE_STORY)
        return film->clip.pace.length_s;
    return even_s < EVEN_LEAST_S ? EVEN_LEAST_S : even_s > EVEN_MOST_S ? EVEN_MOST_S : even_s;
}

static void begin_playing(struct shoot *shoot)
{
    struct playback *playback = &shoot->model.playback;
    const struct film *film = shoot->film;
    playback_reset(playback);
    playback_set_pace(playback, &shoot->document, film->pace);
    clip_seek(playback, &shoot->document, film->clip.from);
    const double usual = usual_s(shoot), wanted = wanted_s(film);
    playback->slower = usual > 0 ? wanted / usual : 0;
    const double factor = playback_slow_down(playback);
    if (film->pace == PACE_TIME && factor > 1) // it is written as a whole number
        playback->slower *= round(factor) / factor;
    shoot->length_s = wanted + (film->pace == PACE_STORY ? 0 : CLOSES_S);
    shoot->model.glide = 1;
    shoot->model.glide_to_ns = playback->ns;
}

static void play_on(struct shoot *shoot, double seconds)
{
    struct playback *playback = &shoot->model.playback;
    const uint64_t to = shoot->film->clip.to;
    for (double left = seconds; left > 1e-9; left -= STEP_S) {
        control_tick(&shoot->model, &shoot->document, left < STEP_S ? left : STEP_S);
        const uint64_t rank = clip_rank(&shoot->document, playback);
        if (rank > to)
            clip_seek(playback, &shoot->document, to);
        if (rank >= to)
            playback->playing = false;
    }
}

// ---- pictures --------------------------------------------------------------------------------------------------------

static struct status paint(struct shoot *shoot, const struct draw_list *list)
{
    const size_t width = (size_t)list->width_px, height = (size_t)list->height_px;
    struct raster_changes changes;
    if (!shoot->raster) {
        shoot->raster = raster_create(shoot->fonts);
        shoot->canvas = (struct canvas){ malloc(width * height * sizeof(uint32_t)), width, (int)width, (int)height };
    }
    return shoot->raster && shoot->canvas.pixels ? raster_draw(shoot->raster, &shoot->canvas, list, &changes)
                                                 : status_fault(STATUS_FAILED, FAULT_PICTURE_MEMORY);
}

static struct status fill_svg(FILE *out, void *context)
{
    drawn_svg(context, out);
    return status_ok();
}

static struct status keep(struct shoot *shoot, struct drawn *drawn, int number, uint64_t ms)
{
    char name[PATH_MAX];
    if (!shoot->animation && !name_of(name, shoot->path, number))
        return status_make(STATUS_FAILED, "%s: the name is too long", shoot->path);
    if (!shoot->animation && ends_in(name, ".svg"))
        return os_file_write_stream(name, fill_svg, drawn);
    const struct status status = paint(shoot, &drawn->list);
    if (!status_is_ok(status))
        return status;
    return shoot->animation ? animation_add(shoot->animation, &shoot->canvas, ms) : png_write(&shoot->canvas, name);
}

static struct status take(struct shoot *shoot, int number, uint64_t ms)
{
    struct drawn drawn;
    view_prepare(&shoot->model, &shoot->document);
    struct status status = drawn_make(&drawn, &shoot->model, &shoot->document, shoot->fonts);
    if (status_is_ok(status))
        status = keep(shoot, &drawn, number, ms);
    drawn_finish(&drawn);
    return status;
}

// No file that is there is written over, of which nobody was asked.
static struct status names_are_free(const struct shoot *shoot, int count)
{
    char name[PATH_MAX];
    for (int i = 1; i <= count && shoot->film->keeps && !shoot->animation; i++)
        if (name_of(name, shoot->path, i) && access(name, F_OK) == 0)
            return status_with(STATUS_FAILED, FAULT_FILM_IS_THERE, part_text(name));
    return status_ok();
}

static struct status take_all(struct shoot *shoot)
{
    const struct film *film = shoot->film;
    const uint64_t began_ns = os_now_ns();
    const int count = (int)fmax(1, ceil(shoot->length_s * film->fps - 1e-6));
    struct status status = names_are_free(shoot, count);
    for (int i = 0; status_is_ok(status) && i < count; i++) {
        status = take(shoot, i + 1, (uint64_t)i * 1000 / (uint64_t)film->fps);
        play_on(shoot, 1.0 / film->fps);
        if (film->goes_on && !film->goes_on(film->context, (uint64_t)i + 1, (uint64_t)count, os_now_ns() - began_ns))
            return status;
    }
    if (status_is_ok(status) && shoot->animation)
        status = animation_write(shoot->animation, (uint64_t)count * 1000 / (uint64_t)film->fps, shoot->path);
    return status;
}

struct status film_write(const struct model *model, const struct document *document, struct fonts *fonts,
                         const struct film *film, const char *path)
{
    struct status status = film_check_path(path);
    struct shoot *shoot = status_is_ok(status) ? calloc(1, sizeof *shoot) : NULL;
    if (!shoot)
        return status_is_ok(status) ? status_fault(STATUS_FAILED, FAULT_PICTURE_MEMORY) : status;
    *shoot = (struct shoot){ .film = film, .fonts = fonts, .path = path, .document = *document };
    shoot->document.pace = film->clip.pace;
    shoot->model = view_models_copy(model, &shoot->models);
    sides_close(&shoot->model); // it shows one recording
    const struct animation_format *format = animation_format_of(path);
    if (format)
        status = animation_begin(&shoot->animation, format);
    if (status_is_ok(status)) {
        begin_playing(shoot);
        status = take_all(shoot);
    }
    animation_drop(shoot->animation);
    if (shoot->raster)
        raster_destroy(shoot->raster);
    free(shoot->canvas.pixels);
    free(shoot);
    return status;
}
