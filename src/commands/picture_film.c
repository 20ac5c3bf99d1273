// What it shows is looked up when the run is there.
#include "commands/picture_film.h"

#include "commands/progress.h"

#include "base/text.h"
#include "view/control/views.h"

#include <string.h>

static const char *const pace_names[PACE_COUNT] = {
    [PACE_STORY] = "story", [PACE_EVENT] = "event", [PACE_TIME] = "time"
};

static struct status read_pace(struct picture_film *film)
{
    for (int p = 0; film->pace_text && p < PACE_COUNT; p++)
        if (strcmp(film->pace_text, pace_names[p]) == 0) {
            film->film.pace = (enum pace)p;
            return status_ok();
        }
    return film->pace_text ? status_make(STATUS_USAGE, "--pace %s: must be story, event or time", film->pace_text)
                           : status_ok();
}

static struct status read_numbers(struct picture_film *film)
{
    uint64_t ns = 0, fps = FILM_FPS;
    if (film->length_text && (!text_read_duration(film->length_text, &ns) || ns < 500000000 ||
                              ns > FILM_SECONDS_MOST * UINT64_C(1000000000)))
        return status_make(STATUS_USAGE, "--length %s: must be a time with its unit, 500ms to %ds", film->length_text,
                           FILM_SECONDS_MOST);
    if (film->fps_text && (!text_read_count(film->fps_text, &fps) || fps < 1 || fps > FILM_FPS_MOST))
        return status_make(STATUS_USAGE, "--fps %s: must be a whole number from 1 to %d", film->fps_text,
                           FILM_FPS_MOST);
    film->film.length_s = (double)ns / 1e9;
    film->film.fps = (int)fps;
    return status_ok();
}

// The option that only an animation has; NULL: none was given.
static const char *own_option(const struct picture_film *film)
{
    return film->from_text     ? "from"
           : film->to_text     ? "to"
           : film->pace_text   ? "pace"
           : film->length_text ? "length"
           : film->fps_text    ? "fps"
                               : NULL;
}

struct status picture_film_read(struct picture_film *film, const char *output, const char *at, const char *collision)
{
    const char *own = own_option(film);
    film->wanted = output && film_is_path(output);
    if (!film->wanted && own)
        return status_make(
            STATUS_USAGE,
            "--%s: means something of an animation only, -o FILE.webp or FILE.gif, or of pictures one by "
            "one, -o out-%%04d.png",
            own);
    if (!film->wanted)
        return status_ok();
    if (at)
        return status_make(STATUS_USAGE, "--at %s: an animation begins --from a moment and ends --to one", at);
    if (collision && (film->from_text || film->to_text))
        return status_make(STATUS_USAGE, "--%s %s: --collision says from when to when", film->from_text ? "from" : "to",
                           film->from_text ? film->from_text : film->to_text);
    struct status status = moment_at_read(&film->from, "--from", film->from_text ? film->from_text : "start");
    if (status_is_ok(status))
        status = moment_at_read(&film->to, "--to", film->to_text ? film->to_text : "end");
    if (status_is_ok(status))
        status = read_pace(film);
    return status_is_ok(status) ? read_numbers(film) : status;
}

struct status picture_film_check_view(const struct picture_film *film, enum view view)
{
    return !film->wanted || film_can_show(view)
               ? status_ok()
               : status_make(STATUS_USAGE,
                             "--view %s: nothing moves in it; an animation needs stage, timeline or ledger",
                             view_rows[view]->name);
}

static bool show_progress(void *context, uint64_t done, uint64_t in_all, uint64_t elapsed_ns)
{
    progress_show(context, done, in_all, elapsed_ns);
    return true;
}

static struct status find_clip(struct picture_film *film, const struct model *model, const struct document *document)
{
    struct playback from = model->playback, to = from;
    struct status status = moment_at_seek(&film->from, &from, document);
    if (status_is_ok(status))
        status = moment_at_seek(&film->to, &to, document);
    if (!status_is_ok(status))
        return status;
    const uint64_t first = clip_rank(document, &from), last = clip_rank(document, &to);
    if (first > last)
        return status_make(STATUS_USAGE, "--from %s: lies behind --to %s", film->from.text, film->to.text);
    film->film.clip = clip_between(document, first, last);
    return status_ok();
}

struct status picture_film_write(struct picture_film *film, const struct model *model, const struct document *document,
                                 int64_t collision, struct fonts *fonts, const char *output)
{
    struct progress progress = { .what = "animation" };
    struct status status = status_ok();
    film->film.goes_on = show_progress;
    film->film.context = &progress;
    if (collision >= 0)
        film->film.clip = clip_of_collision(document, collision);
    else
        status = find_clip(film, model, document);
    if (status_is_ok(status))
        status = film_write(model, document, fonts, &film->film, output);
    progress_clear(&progress);
    return status;
}
