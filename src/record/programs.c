// A process's program and where it was loaded are asked of the system while it is there; symbols are read at the end, once a file.
#include "record/programs.h"

#include "os/target.h"
#include "record/symbols.h"

#include <stdlib.h>
#include <string.h>

enum {
    PROGRAMS_MAX = 1 << 16,
    FILES_MAX = 64, // whose symbols are read
    WAITING_MAX = 64,
    TRIES = 50, // looks, 2 ms apart
    NO_FILE = -1,
};

struct program {
    int32_t pid;
    uint64_t from_ns;
    uint64_t base;
    int file;
};

struct waiting {
    int32_t pid;
    int tries;
    uint64_t from_ns;
};

struct file {
    char path[OS_TARGET_PATH_BYTES];
    struct os_file_mark mark; // when it was run
    struct symbols symbols;
    bool read;
    bool replaced; // another lies there now
};

struct programs {
    struct program *all; // by the time at which they were looked at
    size_t count, capacity;
    struct waiting waiting[WAITING_MAX];
    int waiting_count;
    struct file files[FILES_MAX];
    int file_count;
    int *program_of; // by image; −1: not known
    uint32_t images;
};

struct programs *programs_new(void) { return calloc(1, sizeof(struct programs)); }

void programs_free(struct programs *programs)
{
    if (!programs)
        return;
    for (int i = 0; i < programs->file_count; i++)
        symbols_free(&programs->files[i].symbols);
    free(programs->all);
    free(programs->program_of);
    free(programs);
}

static int file_of(struct programs *programs, const struct os_program *seen)
{
    for (int i = 0; i < programs->file_count; i++)
        if (strcmp(programs->files[i].path, seen->path) == 0 && os_file_mark_same(programs->files[i].mark, seen->file))
            return i;
    if (programs->file_count == FILES_MAX)
        return NO_FILE;
    programs->files[programs->file_count].mark = seen->file;
    memcpy(programs->files[programs->file_count].path, seen->path, strlen(seen->path) + 1);
    return programs->file_count++;
}

static bool look(struct programs *programs, int32_t pid, uint64_t from_ns)
{
    struct os_program seen;
    if (!os_target_program(pid, &seen))
        return false;
    if (programs->count == programs->capacity) {
        const size_t larger = programs->capacity ? programs->capacity * 2 : 64;
        void *grown = larger <= PROGRAMS_MAX ? realloc(programs->all, larger * sizeof *programs->all) : NULL;
        if (!grown)
            return true;
        programs->all = grown;
        programs->capacity = larger;
    }
    programs->all[programs->count++] = (struct program){ pid, from_ns, seen.base, file_of(programs, &seen) };
    return true;
}

void programs_became(struct programs *programs, int32_t pid, uint64_t ns)
{
    if (!look(programs, pid, ns) && programs->waiting_count < WAITING_MAX)
        programs->waiting[programs->waiting_count++] = (struct waiting){ pid, 0, ns };
}

bool programs_look(struct programs *programs)
{
    int kept = 0;
    for (int i = 0; i < programs->waiting_count; i++) {
        struct waiting *waiting = &programs->waiting[i];
        if (!look(programs, waiting->pid, waiting->from_ns) && ++waiting->tries < TRIES)
            programs->waiting[kept++] = *waiting;
    }
    programs->waiting_count = kept;
    return kept > 0;
}

// The program that a process ran at a moment; −1: it became none that is known.
static int program_at(const struct programs *programs, int64_t pid, uint64_t ns)
{
    int found = -1;
    for (size_t i = 0; i < programs->count; i++)
        if (programs->all[i].pid == pid && programs->all[i].from_ns <= ns &&
            (found < 0 || programs->all[found].from_ns <= programs->all[i].from_ns))
            found = (int)i;
    return found;
}

// Its own, or that of who made it: a fork goes on with the same.
static int program_of(const struct programs *programs, const struct made *made, int32_t pid, uint64_t ns)
{
    int program = program_at(programs, pid, ns), task = made_find(made, pid, ns);
    for (uint32_t steps = 0; program < 0 && task >= 0 && steps < made->count; steps++) {
        const struct task *child = &made->tasks[task];
        task = child->parent == TASK_NONE ? -1 : (int)child->parent;
        if (task >= 0)
            program = program_at(programs, made->tasks[task].pid, child->created_ns);
    }
    return program;
}

void programs_settle(struct programs *programs, const struct made *made, const struct event_streams *streams)
{
    free(programs->program_of);
    programs->images = 0;
    programs->program_of = malloc((streams->images + 1u) * sizeof *programs->program_of);
    if (!programs->program_of)
        return;
    programs->images = streams->images;
    for (uint32_t i = 0; i < streams->images; i++)
        programs->program_of[i] = -1;
    for (size_t s = 0; s < streams->count; s++) {
        const struct event_stream *stream = &streams->streams[s];
        if (stream->count && stream->image < programs->images && programs->program_of[stream->image] < 0)
            programs->program_of[stream->image] = program_of(programs, made, stream->pid, stream->events[0].ns);
    }
    for (int i = 0; i < programs->file_count; i++) {
        struct file *file = &programs->files[i];
        if (file->read)
            continue;
        file->read = true;
        file->replaced = os_file_mark_replaced(file->mark, os_file_mark(file->path));
        if (!file->replaced)
            symbols_read(&file->symbols, file->path);
    }
}

static const struct program *program_in(const struct programs *programs, uint32_t image)
{
    if (image >= programs->images || programs->program_of[image] < 0)
        return NULL;
    const struct program *program = &programs->all[programs->program_of[image]];
    return program->file == NO_FILE ? NULL : program;
}

bool programs_name(const struct programs *programs, uint32_t image, uint64_t address, char *name, size_t name_bytes)
{
    const struct program *program = program_in(programs, image);
    return program && symbols_name(&programs->files[program->file].symbols, program->base, address, name, name_bytes);
}

const char *programs_replaced(const struct programs *programs, uint32_t image)
{
    const struct program *program = program_in(programs, image);
    return program && programs->files[program->file].replaced ? programs->files[program->file].path : NULL;
}

bool programs_file(const struct programs *programs, uint32_t image, const char **path, struct os_file_mark *mark,
                   uint64_t *bias)
{
    const struct program *program = program_in(programs, image);
    if (!program)
        return false;
    *path = programs->files[program->file].path;
    *mark = programs->files[program->file].mark;
    *bias = programs->files[program->file].symbols.moves ? program->base : 0;
    return true;
}
