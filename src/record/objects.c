// One pass counts what each object was used for and waited for; sorted by that, the first get the recording's resources.
#include "record/objects.h"

#include "base/fault.h"
#include "record/parking.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// ---- what events are about ------------------------------------------------------------------------------------------

// By the event's kind, what its object is a resource of; RESOURCE_NONE: of none.
static const uint8_t kind_of[EVENT_KINDS] = {
    [EVENT_MUTEX_WAITS] = RESOURCE_LOCK,
    [EVENT_MUTEX_GOT] = RESOURCE_LOCK,
    [EVENT_MUTEX_REFUSED] = RESOURCE_LOCK,
    [EVENT_MUTEX_RELEASED] = RESOURCE_LOCK,
    [EVENT_MUTEX_AGAIN] = RESOURCE_LOCK,
    [EVENT_COND_WAITS] = RESOURCE_CONDITION,
    [EVENT_COND_TIMED_WAITS] = RESOURCE_CONDITION,
    [EVENT_COND_WOKE] = RESOURCE_CONDITION,
    [EVENT_COND_SIGNALLED] = RESOURCE_CONDITION,
    [EVENT_COND_BROADCAST] = RESOURCE_CONDITION,
    [EVENT_SEM_MADE] = RESOURCE_SEMAPHORE,
    [EVENT_SEM_OPENED] = RESOURCE_SEMAPHORE,
    [EVENT_SEM_WAITS] = RESOURCE_SEMAPHORE,
    [EVENT_SEM_GOT] = RESOURCE_SEMAPHORE,
    [EVENT_SEM_REFUSED] = RESOURCE_SEMAPHORE,
    [EVENT_SEM_POSTED] = RESOURCE_SEMAPHORE,
    [EVENT_RW_WAITS] = RESOURCE_RW_LOCK,
    [EVENT_RW_GOT] = RESOURCE_RW_LOCK,
    [EVENT_RW_REFUSED] = RESOURCE_RW_LOCK,
    [EVENT_RW_RELEASED] = RESOURCE_RW_LOCK,
    [EVENT_BARRIER_WAITS] = RESOURCE_BARRIER,
    [EVENT_BARRIER_PASSED] = RESOURCE_BARRIER,
    [EVENT_SPIN_WAITS] = RESOURCE_SPIN_LOCK,
    [EVENT_SPIN_GOT] = RESOURCE_SPIN_LOCK,
    [EVENT_SPIN_REFUSED] = RESOURCE_SPIN_LOCK,
    [EVENT_SPIN_RELEASED] = RESOURCE_SPIN_LOCK,
    [EVENT_FUTEX_WAITS] = RESOURCE_CONDITION,
    [EVENT_FUTEX_WOKE] = RESOURCE_CONDITION,
    [EVENT_FUTEX_WAKES] = RESOURCE_CONDITION,
    [EVENT_READS] = RESOURCE_PIPE,
    [EVENT_READ] = RESOURCE_PIPE,
    [EVENT_WRITES] = RESOURCE_PIPE,
    [EVENT_WROTE] = RESOURCE_PIPE,
};

static const char *const names[RESOURCE_KINDS] = {
    [RESOURCE_LOCK] = "Lock",           [RESOURCE_SPIN_LOCK] = "Spin lock", [RESOURCE_CONDITION] = "Condition",
    [RESOURCE_SEMAPHORE] = "Semaphore", [RESOURCE_PIPE] = "Pipe",           [RESOURCE_RW_LOCK] = "Read-write lock",
    [RESOURCE_BARRIER] = "Barrier",     [RESOURCE_CALL] = "Socket",
};

static const struct object *kept(const struct objects *objects, uint8_t kind, uint32_t image, uint64_t address)
{
    const int32_t at = objects_at(objects, kind, image, address);
    return at == OBJECT_NONE || objects->all[at].resource == OBJECT_NONE ? NULL : &objects->all[at];
}

const struct object *objects_of(const struct objects *objects, const struct event_stream *stream,
                                const struct event *event)
{
    return kept(objects, kind_of[event->kind], stream->image, event->object);
}

const struct object *objects_mutex_of(const struct objects *objects, const struct event_stream *stream,
                                      const struct event *event)
{
    return kept(objects, RESOURCE_LOCK, stream->image, event->second);
}

// ---- counting them --------------------------------------------------------------------------------------------------

static bool is_wait(uint8_t kind)
{
    switch (kind) {
    case EVENT_MUTEX_WAITS:
    case EVENT_COND_WAITS:
    case EVENT_COND_TIMED_WAITS:
    case EVENT_SEM_WAITS:
    case EVENT_RW_WAITS:
    case EVENT_BARRIER_WAITS:
    case EVENT_SPIN_WAITS:
    case EVENT_FUTEX_WAITS:
    case EVENT_READS:
    case EVENT_WRITES:
        return true;
    default:
        return false;
    }
}

static uint64_t last_ns_of(const struct event_streams *streams)
{
    uint64_t last_ns = 0;
    for (size_t s = 0; s < streams->count; s++)
        if (streams->streams[s].count && streams->streams[s].events[streams->streams[s].count - 1].ns > last_ns)
            last_ns = streams->streams[s].events[streams->streams[s].count - 1].ns;
    return last_ns;
}

// Waits of a stream follow one another: the next event of any kind ends one; what nothing ended lasted to the last event of all.
static bool count_stream(struct objects *objects, const struct event_stream *stream, uint64_t last_ns)
{
    int32_t waits_at = OBJECT_NONE; // an object's index: the array may move
    uint64_t since_ns = 0;
    for (size_t e = 0; e < stream->count; e++) {
        const struct event *event = &stream->events[e];
        const uint8_t kind = kind_of[event->kind & (EVENT_KINDS - 1)];
        if (waits_at != OBJECT_NONE && event->kind)
            objects->all[waits_at].waited_ns += event->ns - since_ns;
        waits_at = event->kind ? OBJECT_NONE : waits_at;
        if (event->kind == EVENT_SLEEPS)
            objects->clock = 0;
        if (event->kind == EVENT_JOIN_WAITS || event->kind == EVENT_REAP_WAITS || event->kind == EVENT_JOINED ||
            event->kind == EVENT_REAPED)
            objects->joins = 0;
        if (kind == RESOURCE_NONE || event->kind >= EVENT_KINDS)
            continue;
        struct object *object = objects_meet(objects, kind, stream->image, event->object, event->ns);
        if (!object)
            return false;
        if (event->kind == EVENT_READS || event->kind == EVENT_WRITES)
            object->file = event->value < EVENT_FILES ? (uint8_t)event->value : 0;
        if (event->kind == EVENT_READS && object->file == EVENT_FILE_TERMINAL)
            objects->input = 0;
        object->uses += event->kind == EVENT_MUTEX_AGAIN ? event->value : 1;
        if (is_wait(event->kind)) {
            object->waits++;
            waits_at = (int32_t)(object - objects->all);
            since_ns = event->ns;
        }
    }
    if (waits_at != OBJECT_NONE)
        objects->all[waits_at].waited_ns += last_ns - since_ns;
    return true;
}

// ---- what guards variables -------------------------------------------------------------------------------------------

static const uint8_t lock_kinds[] = { RESOURCE_LOCK, RESOURCE_SPIN_LOCK, RESOURCE_RW_LOCK, RESOURCE_SEMAPHORE };

// The object at an address that is a lock; −1: there is none.
static int32_t lock_at(const struct objects *objects, uint32_t image, uint64_t address)
{
    for (size_t i = 0; i < sizeof lock_kinds; i++) {
        const int32_t found = objects_at(objects, lock_kinds[i], image, address);
        if (found != OBJECT_NONE)
            return found;
    }
    return OBJECT_NONE;
}

// What was taken and given back without ever a word of it is met here for the first time.
static bool find_guards(struct objects *objects, const struct raw_books *books)
{
    for (size_t s = 0; books && s < books->lock_set_count; s++)
        for (int i = 0; i < LOCK_SET_LOCKS && books->lock_sets[s].mode[i]; i++) {
            const uint32_t image = books->lock_sets[s].image;
            const uint64_t address = books->lock_sets[s].lock[i];
            const int32_t at = lock_at(objects, image, address);
            struct object *object = at != OBJECT_NONE
                                        ? &objects->all[at]
                                        : objects_meet(objects, RESOURCE_LOCK, image, address, UINT64_MAX);
            if (!object)
                return false;
            object->guards = true;
        }
    return true;
}

int objects_lock(const struct objects *objects, uint32_t image, uint64_t address)
{
    const int32_t at = lock_at(objects, image, address);
    if (at == OBJECT_NONE || objects->all[at].resource == OBJECT_NONE)
        return objects->others;
    return objects->all[at].resource;
}

// ---- semaphores that are locks --------------------------------------------------------------------------------------

struct step {
    uint64_t ns;
    uint32_t object;
    int8_t by;
    bool made, opened;
    int32_t value;
};

// What is posted is stamped before, what is got after: at one moment the posts come first.
static int compare_steps(const void *a, const void *b)
{
    const struct step *left = a, *right = b;
    if (left->ns != right->ns)
        return left->ns < right->ns ? -1 : 1;
    return right->by - left->by;
}

static bool is_step(uint8_t kind)
{
    return kind == EVENT_SEM_MADE || kind == EVENT_SEM_OPENED || kind == EVENT_SEM_GOT || kind == EVENT_SEM_POSTED;
}

static void replay(struct objects *objects, const struct step *steps, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct object *object = &objects->all[steps[i].object];
        const bool first = object->most == 0;
        if (steps[i].made && (first || !steps[i].opened)) { // another may have been there before
            object->level = steps[i].value;
            object->one_at_once = (first || object->one_at_once) && steps[i].value == 1;
        } else {
            object->level += steps[i].by;
        }
        object->most = object->level > object->most ? object->level : object->most;
        object->one_at_once = object->one_at_once && object->level >= 0 && object->level <= 1;
    }
}

static bool find_locks(struct objects *objects, const struct event_streams *streams)
{
    size_t count = 0, filled = 0;
    for (size_t s = 0; s < streams->count; s++)
        for (size_t e = 0; e < streams->streams[s].count; e++)
            count += is_step(streams->streams[s].events[e].kind);
    struct step *steps = malloc((count + 1) * sizeof *steps);
    if (!steps)
        return false;
    for (size_t s = 0; s < streams->count; s++)
        for (size_t e = 0; e < streams->streams[s].count; e++) {
            const struct event *event = &streams->streams[s].events[e];
            if (!is_step(event->kind))
                continue;
            const struct object *object =
                objects_meet(objects, RESOURCE_SEMAPHORE, streams->streams[s].image, event->object, event->ns);
            if (!object) {
                free(steps);
                return false;
            }
            const bool made = event->kind == EVENT_SEM_MADE || event->kind == EVENT_SEM_OPENED;
            steps[filled++] = (struct step){
                event->ns, (uint32_t)(object - objects->all), event->kind == EVENT_SEM_GOT ? -1 : made ? 0 : 1,
                made,      event->kind == EVENT_SEM_OPENED,   made ? (int32_t)event->value : 0
            };
        }
    if (filled)
        qsort(steps, filled, sizeof *steps, compare_steps);
    replay(objects, steps, filled);
    free(steps);
    return true;
}

// ---- resources ------------------------------------------------------------------------------------------------------

static struct resource *add_resource(struct objects *objects, enum resource_kind kind, const char *name,
                                     uint32_t number)
{
    struct resource *resource = &objects->resources[objects->resource_count++];
    *resource = (struct resource){ .kind = (uint8_t)kind, .sleeps = kind != RESOURCE_SPIN_LOCK };
    if (number)
        snprintf(resource->name, sizeof resource->name, "%.20s %u", name, number);
    else
        snprintf(resource->name, sizeof resource->name, "%.20s", name);
    return resource;
}

static void add_gils(struct objects *objects, const struct gils *gils)
{
    for (size_t g = 0; g < gils->count && g < GILS_MAX; g++) {
        struct resource *resource = add_resource(objects, RESOURCE_GIL, "GIL", gils->count > 1 ? (uint32_t)g + 1 : 0);
        resource->hands_over = gils->gils[g].shape == GIL_OF_CONDITION;
        resource->patience_ns = gils->gils[g].interval_ns;
        resource->capacity = 1;
    }
}

static int compare_first(const void *a, const void *b)
{
    const struct object *left = *(struct object *const *)a, *right = *(struct object *const *)b;
    return left->first_ns < right->first_ns ? -1 : left->first_ns > right->first_ns;
}

static int compare_weight(const void *a, const void *b)
{
    const struct object *left = *(struct object *const *)a, *right = *(struct object *const *)b;
    if (left->waited_ns != right->waited_ns)
        return left->waited_ns > right->waited_ns ? -1 : 1;
    if (left->uses != right->uses)
        return left->uses > right->uses ? -1 : 1;
    return compare_first(a, b);
}

// A socket's two ends are two, and a terminal's is a person: nobody can say what is in them, as in a pipe.
static enum resource_kind shown_as(const struct object *object)
{
    if (object->file == EVENT_FILE_SOCKET)
        return RESOURCE_CALL;
    return object->kind == RESOURCE_SEMAPHORE && object->one_at_once ? RESOURCE_LOCK : (enum resource_kind)object->kind;
}

// By first use, what was waited for before all else: an interpreter has dozens that nobody ever meets.
static int compare_numbers(const void *a, const void *b)
{
    const struct object *left = *(struct object *const *)a, *right = *(struct object *const *)b;
    return (left->waits > 0) != (right->waits > 0) ? (left->waits > 0 ? -1 : 1) : compare_first(a, b);
}

enum {
    UNWAITED_MOST = 12, // resources, before what nobody waited for is folded: an interpreter has dozens of such locks
};

// Room goes to what was waited for longest.
static bool choose(struct objects *objects, const struct programs *programs, bool has_books)
{
    struct object **order = malloc((objects->count + 1) * sizeof(struct object *));
    uint32_t numbers[RESOURCE_KINDS] = { 0 };
    if (!order)
        return false;
    for (size_t i = 0; i < objects->count; i++)
        order[i] = &objects->all[i];
    if (objects->count)
        qsort(order, objects->count, sizeof(struct object *), compare_numbers);
    for (size_t i = 0; i < objects->count; i++)
        if (!order[i]->parks)
            order[i]->number = ++numbers[shown_as(order[i])];
    if (objects->count)
        qsort(order, objects->count, sizeof(struct object *), compare_weight);
    const uint32_t room = RESOURCES_MAX - OBJECT_CALLS_MAX - has_books; // for other locks
    bool guards_folded = false;
    for (size_t i = 0; i < objects->count; i++) {
        if (order[i]->file == EVENT_FILE_TERMINAL) {
            order[i]->resource = objects->input;
            continue;
        }
        if (order[i]->parks) {
            order[i]->resource = objects->parking;
            continue;
        }
        if (objects->resource_count >= (order[i]->waits || order[i]->guards ? room : UNWAITED_MOST)) {
            objects->folded++;
            guards_folded |= order[i]->guards;
            continue;
        }
        order[i]->resource = (int)objects->resource_count;
        struct resource *resource =
            add_resource(objects, shown_as(order[i]), names[shown_as(order[i])], order[i]->number);
        resource->capacity = resource_is_lock(resource) ? 1 : 0;
        char name[sizeof resource->name];
        if (programs && !objects->replaced && order[i]->kind != RESOURCE_PIPE)
            objects->replaced = programs_replaced(programs, order[i]->image);
        if (programs && programs_name(programs, order[i]->image, order[i]->address, name, sizeof name)) {
            memset(resource->name, 0, sizeof resource->name);
            memcpy(resource->name, name, strlen(name));
        }
    }
    free(order);
    if (guards_folded) {
        objects->others = (int)objects->resource_count;
        add_resource(objects, RESOURCE_LOCK, "other locks", 0);
    }
    return true;
}

struct status objects_build(struct objects *objects, const struct event_streams *streams, const struct gils *gils,
                            const struct programs *programs, const struct raw_books *books)
{
    *objects = (struct objects){
        .others = OBJECT_NONE, .joins = OBJECT_NONE, .clock = OBJECT_NONE, .input = OBJECT_NONE, .parking = OBJECT_NONE
    };
    bool enough = objects_know(objects, streams, books);
    const uint64_t last_ns = last_ns_of(streams);
    for (size_t s = 0; enough && s < streams->count; s++)
        enough = count_stream(objects, &streams->streams[s], last_ns);
    enough = enough && find_locks(objects, streams) && find_guards(objects, books) && parking_find(objects, streams);
    if (enough) {
        add_gils(objects, gils);
        if (objects->joins != OBJECT_NONE) {
            objects->joins = (int)objects->resource_count;
            add_resource(objects, RESOURCE_TASK, "ends of tasks", 0);
        }
        if (objects->clock != OBJECT_NONE) {
            objects->clock = (int)objects->resource_count;
            add_resource(objects, RESOURCE_CLOCK, "clock", 0);
        }
        if (objects->input != OBJECT_NONE)
            objects->input = objects_call(objects, "input");
        for (size_t i = 0; i < objects->count && objects->parking == OBJECT_NONE; i++)
            if (objects->all[i].parks) {
                objects->parking = (int)objects->resource_count;
                add_resource(objects, RESOURCE_SEMAPHORE, "Python parking lot", 0);
            }
        enough = choose(objects, programs, books != NULL);
    }
    if (enough)
        return status_ok();
    objects_free(objects);
    return status_fault(STATUS_FAILED, FAULT_SEAL_MEMORY);
}

int objects_call(struct objects *objects, const char *name)
{
    for (uint32_t i = 0; i < objects->call_count; i++)
        if (strcmp(objects->calls[i], name) == 0)
            return objects->call_of[i];
    if (objects->call_count == OBJECT_CALLS_MAX)
        return OBJECT_NONE;
    objects->calls[objects->call_count] = name;
    objects->call_of[objects->call_count++] = (int)objects->resource_count;
    add_resource(objects, RESOURCE_CALL, name, 0);
    return (int)objects->resource_count - 1;
}

void objects_free(struct objects *objects)
{
    free(objects->all);
    free(objects->slots);
    free(objects->aliases);
    free(objects->shared);
    *objects = (struct objects){
        .others = OBJECT_NONE, .joins = OBJECT_NONE, .clock = OBJECT_NONE, .input = OBJECT_NONE, .parking = OBJECT_NONE
    };
}
