// One pass by time through all prints, emptyings of buffers and forks: what waits in the buffers of each image, in the order in
// which it was printed. A line that was written piece by piece is one print.
#include "record/console.h"

#include <stdlib.h>
#include <string.h>

struct step {
    const struct event *event;
    size_t stream;
};

// Text on its way, and where it stands when it is out.
struct print {
    const struct event *event;
    uint64_t ns; // when it went out
    int task;    // of who printed it; of a copy, who has the copy
    uint32_t image;
    bool waits; // in the image's buffer
};

struct printing {
    const struct event_streams *streams;
    const int *task_of;
    const struct made *made;
    struct print *prints;
    size_t count, capacity;
    bool no_memory;
};

static void add(struct printing *printing, struct print print)
{
    if (printing->count == printing->capacity) {
        const size_t larger = printing->capacity ? printing->capacity * 2 : 256;
        void *grown = realloc(printing->prints, larger * sizeof *printing->prints);
        if (!grown) {
            printing->no_memory = true;
            return;
        }
        printing->prints = grown;
        printing->capacity = larger;
    }
    printing->prints[printing->count++] = print;
}

// ---- buffers --------------------------------------------------------------------------------------------------------

static void go_out(struct printing *printing, uint32_t image, uint32_t to, uint64_t ns)
{
    for (size_t i = printing->count; i-- > 0;) {
        struct print *print = &printing->prints[i];
        if (print->waits && print->image == image && print->event->value == to) {
            print->waits = false;
            print->ns = ns;
        }
    }
}

// The image that a task was in at a moment: the last of its streams that had begun. UINT32_MAX: none is known.
static uint32_t image_at(const struct printing *printing, uint32_t task, uint64_t ns)
{
    uint32_t image = UINT32_MAX;
    uint64_t last_ns = 0;
    for (size_t s = 0; s < printing->streams->count; s++) {
        const struct event_stream *stream = &printing->streams->streams[s];
        if (printing->task_of[s] == (int)task && stream->count && stream->events[0].ns <= ns &&
            stream->events[0].ns >= last_ns) {
            last_ns = stream->events[0].ns;
            image = stream->image;
        }
    }
    return image;
}

// A fork's child has what its parent's buffers held.
static void copy(struct printing *printing, const struct step *step)
{
    const int child = printing->task_of[step->stream];
    const uint32_t image = printing->streams->streams[step->stream].image;
    if (child < 0 || printing->made->tasks[child].parent == TASK_NONE)
        return;
    const uint32_t parent = image_at(printing, printing->made->tasks[child].parent, step->event->ns);
    const size_t count = printing->count;
    for (size_t i = 0; i < count; i++)
        if (printing->prints[i].waits && printing->prints[i].image == parent && parent != image) {
            struct print print = printing->prints[i];
            print.image = image;
            print.task = child;
            add(printing, print);
        }
}

static void take(struct printing *printing, const struct step *step)
{
    const struct event *event = step->event;
    const uint32_t image = printing->streams->streams[step->stream].image;
    if (event->kind == EVENT_PRINTED)
        add(printing, (struct print){ event, event->ns, printing->task_of[step->stream], image, event->second == 1 });
    else if (event->kind == EVENT_FLUSHED)
        go_out(printing, image, event->value, event->ns);
    else
        copy(printing, step);
}

// ---- by time --------------------------------------------------------------------------------------------------------

static bool is_step(const struct event *event)
{
    return event->kind == EVENT_PRINTED || event->kind == EVENT_FLUSHED ||
           (event->kind == EVENT_IMAGE && event->value == 1);
}

static int compare_steps(const void *a, const void *b)
{
    const struct step *left = a, *right = b;
    if (left->event->ns != right->event->ns)
        return left->event->ns < right->event->ns ? -1 : 1;
    return left->event < right->event ? -1 : left->event > right->event; // of one stream in its order
}

static int compare_prints(const void *a, const void *b)
{
    const struct print *left = a, *right = b;
    if (left->ns != right->ns)
        return left->ns < right->ns ? -1 : 1;
    return left->event->ns < right->event->ns ? -1 : left->event->ns > right->event->ns;
}

static bool walk(struct printing *printing)
{
    const struct event_streams *streams = printing->streams;
    size_t count = 0, filled = 0;
    for (size_t s = 0; s < streams->count; s++)
        for (size_t e = 0; e < streams->streams[s].count; e++)
            count += is_step(&streams->streams[s].events[e]);
    struct step *steps = malloc((count + 1) * sizeof *steps);
    if (!steps)
        return false;
    for (size_t s = 0; s < streams->count; s++)
        for (size_t e = 0; e < streams->streams[s].count; e++)
            if (is_step(&streams->streams[s].events[e]))
                steps[filled++] = (struct step){ &streams->streams[s].events[e], s };
    if (filled)
        qsort(steps, filled, sizeof *steps, compare_steps);
    for (size_t i = 0; i < filled; i++)
        take(printing, &steps[i]);
    free(steps);
    if (printing->count)
        qsort(printing->prints, printing->count, sizeof *printing->prints, compare_prints);
    return !printing->no_memory;
}

static bool is_told(const struct print *print) { return !print->waits && print->task >= 0 && print->event->text_bytes; }

static uint8_t stream_of(const struct print *print)
{
    return print->event->value == PRINTED_ERR ? PRINTED_ERR : PRINTED_OUT;
}

// Past it what goes on a line is a print of its own, and has its own time.
#define LINE_NS UINT64_C(20000000)

// Whether it goes on the line that was begun before it: where nothing buffers, Python's print writes each word and the end of the line
// by itself. Whatever somebody else printed between parts them. before: the print that was written out last; NULL: none.
static bool goes_on(const struct console *console, const struct print *print, const struct print *before)
{
    return before && before->event->other == 0 && console->text[console->bytes - 1] != '\n' &&
           before->task == print->task && stream_of(before) == stream_of(print) && print->ns - before->ns < LINE_NS;
}

static void write_print(struct console *console, const struct print *print, const struct print *before,
                        const char *text)
{
    const uint32_t bytes = print->event->text_bytes;
    if (goes_on(console, print, before))
        console->prints[console->count - 1].bytes += bytes;
    else
        console->prints[console->count++] = (struct printed){
            .ns = print->ns, .bytes = bytes, .task = (uint16_t)print->task, .stream = stream_of(print)
        };
    memcpy(console->text + console->bytes, text + print->event->text, bytes);
    console->bytes += bytes;
}

static bool write_out(struct console *console, const struct printing *printing)
{
    size_t bytes = 0;
    const struct print *before = NULL;
    for (size_t i = 0; i < printing->count; i++)
        bytes += printing->prints[i].event->text_bytes;
    console->prints = malloc((printing->count + 1) * sizeof *console->prints);
    console->text = malloc(bytes + 1);
    if (!console->prints || !console->text)
        return false;
    for (size_t i = 0; i < printing->count; i++) {
        const struct print *print = &printing->prints[i];
        if (!is_told(print))
            continue;
        write_print(console, print, before, printing->streams->text);
        before = print;
    }
    return true;
}

bool console_build(struct console *console, const struct event_streams *streams, const int *task_of,
                   const struct made *made)
{
    struct printing printing = { .streams = streams, .task_of = task_of, .made = made };
    *console = (struct console){ 0 };
    const bool enough = walk(&printing) && write_out(console, &printing);
    free(printing.prints);
    if (!enough)
        console_free(console);
    return enough;
}

void console_free(struct console *console)
{
    free(console->prints);
    free(console->text);
    *console = (struct console){ 0 };
}
