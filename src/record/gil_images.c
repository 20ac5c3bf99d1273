// One pass through the streams finds where images begin and who forked. A child is known to its parent by its pid alone, which
// may be given out again: of several forks that made it, the one nearest in time to its beginning is meant.
#include "record/gil_images.h"

#include <stdlib.h>

struct fork {
    uint64_t ns, pid;
    uint32_t image, stream;
};

struct forks {
    struct fork *all;
    size_t count, room;
};

static bool add_fork(struct forks *forks, const struct event *event, uint32_t image, uint32_t stream)
{
    if (forks->count == forks->room) {
        const size_t room = forks->room ? forks->room * 2 : 16;
        struct fork *all = realloc(forks->all, room * sizeof *all);
        if (!all)
            return false;
        forks->all = all;
        forks->room = room;
    }
    forks->all[forks->count++] = (struct fork){ event->ns, event->object, image, stream };
    return true;
}

static void note_version(struct gil_image *image, const struct event *event, const struct event_streams *streams)
{
    if (image->version_bytes || event->text_bytes == 0 || event->text > streams->text_bytes ||
        event->text_bytes > streams->text_bytes - event->text)
        return;
    image->version = streams->text + event->text;
    image->version_bytes = event->text_bytes;
}

static bool look_through(struct gil_image *image, struct forks *forks, bool *forked,
                         const struct event_streams *streams)
{
    for (size_t s = image->first; s < image->first + image->count; s++) {
        const struct event_stream *stream = &streams->streams[s];
        for (size_t i = 0; i < stream->count; i++) {
            const struct event *event = &stream->events[i];
            if (event->kind == EVENT_INTERPRETER)
                note_version(image, event, streams);
            else if (event->kind == EVENT_IMAGE)
                *forked |= s == image->first && event->value == 1;
            else if (event->kind == EVENT_FORKED && event->other == 0 &&
                     !add_fork(forks, event, image->number, (uint32_t)s))
                return false;
        }
    }
    return true;
}

static void find_parent(struct gil_image *image, const struct forks *forks, const struct event_streams *streams)
{
    const uint64_t pid = (uint64_t)streams->streams[image->first].pid;
    uint64_t nearest = UINT64_MAX;
    for (size_t i = 0; i < forks->count; i++) {
        const struct fork *fork = &forks->all[i];
        const uint64_t apart = fork->ns > image->from_ns ? fork->ns - image->from_ns : image->from_ns - fork->ns;
        if (fork->pid == pid && fork->image != image->number && apart < nearest) {
            nearest = apart;
            image->parent = fork->image;
            image->forker = fork->stream;
            image->forked_ns = fork->ns;
        }
    }
}

static int by_beginning(const void *a, const void *b)
{
    const struct gil_image *left = a, *right = b;
    if (left->from_ns != right->from_ns)
        return left->from_ns < right->from_ns ? -1 : 1;
    return left->number < right->number ? -1 : left->number > right->number;
}

static void list_images(struct gil_images *images, const struct event_streams *streams)
{
    for (size_t s = 0; s < streams->count; s++) {
        const struct event_stream *stream = &streams->streams[s];
        if (s == 0 || stream->image != streams->streams[s - 1].image)
            images->all[images->count++] =
                (struct gil_image){ .number = stream->image, .first = s, .parent = -1, .from_ns = UINT64_MAX };
        struct gil_image *image = &images->all[images->count - 1];
        image->count++;
        image->begins_late = image->begins_late || stream->dropped > 0;
        if (stream->count && stream->events[0].ns < image->from_ns)
            image->from_ns = stream->events[0].ns;
    }
    qsort(images->all, images->count, sizeof *images->all, by_beginning);
}

// A parent stands before its children: then it has its version already.
static void inherit_version(const struct gil_images *images, struct gil_image *image)
{
    for (const struct gil_image *one = images->all; one < image; one++)
        if (!image->version_bytes && one->number == image->parent) {
            image->version = one->version;
            image->version_bytes = one->version_bytes;
        }
}

bool gil_images_of(struct gil_images *images, const struct event_streams *streams)
{
    struct forks forks = { 0 };
    *images = (struct gil_images){ .all = calloc(streams->count + 1, sizeof *images->all) };
    bool *forked = calloc(streams->count + 1, sizeof *forked);
    bool done = images->all && forked;
    if (done)
        list_images(images, streams);
    for (size_t i = 0; done && i < images->count; i++)
        done = look_through(&images->all[i], &forks, &forked[i], streams);
    for (size_t i = 0; done && i < images->count; i++)
        if (forked[i]) {
            find_parent(&images->all[i], &forks, streams);
            inherit_version(images, &images->all[i]);
        }
    free(forked);
    free(forks.all);
    if (!done)
        gil_images_finish(images);
    return done;
}

void gil_images_finish(struct gil_images *images)
{
    free(images->all);
    *images = (struct gil_images){ 0 };
}
