// A hash of kind, image and address; an address that stands for the same in several images is looked for under one name.
#include "record/object_table.h"

#include <stdlib.h>
#include <string.h>

#define EVERYWHERE UINT32_MAX // the image of what stands for the same in all

// ---- names ----------------------------------------------------------------------------------------------------------

static int compare_aliases(const void *a, const void *b)
{
    const struct object_alias *left = a, *right = b;
    return left->address < right->address ? -1 : left->address > right->address;
}

static bool find_aliases(struct objects *objects, const struct event_streams *streams)
{
    size_t capacity = 0;
    for (size_t s = 0; s < streams->count; s++)
        for (size_t e = 0; e < streams->streams[s].count; e++) {
            const struct event *event = &streams->streams[s].events[e];
            if (event->kind != EVENT_SEM_OPENED)
                continue;
            if (objects->alias_count == capacity) {
                capacity = capacity ? capacity * 2 : 64;
                void *grown = realloc(objects->aliases, capacity * sizeof *objects->aliases);
                if (!grown)
                    return false;
                objects->aliases = grown;
            }
            objects->aliases[objects->alias_count++] =
                (struct object_alias){ event->object, event->second, streams->streams[s].image };
        }
    if (objects->alias_count)
        qsort(objects->aliases, objects->alias_count, sizeof *objects->aliases, compare_aliases);
    return true;
}

static bool take_shared(struct objects *objects, const struct raw_books *books)
{
    if (!books || books->shared_count == 0)
        return true;
    objects->shared = malloc(books->shared_count * sizeof *objects->shared);
    if (!objects->shared)
        return false;
    objects->shared_count = books->shared_count;
    memcpy(objects->shared, books->shared, books->shared_count * sizeof *objects->shared);
    return true;
}

bool objects_know(struct objects *objects, const struct event_streams *streams, const struct raw_books *books)
{
    return find_aliases(objects, streams) && take_shared(objects, books);
}

// What lies there is called so in all processes that have it; 0: it is the process's own.
static uint64_t shared_number(const struct objects *objects, uint32_t image, uint64_t address)
{
    for (size_t i = 0; i < objects->shared_count; i++) {
        const struct raw_shared *shared = &objects->shared[i];
        if (shared->image == image && address >= shared->from && address < shared->to)
            return shared->number + (address - shared->from);
    }
    return 0;
}

// What the address was opened as, by this image or, where it has that from who forked it, another; NULL: it was not.
static const struct object_alias *alias_of(const struct objects *objects, uint32_t image, uint64_t address)
{
    size_t low = 0, high = objects->alias_count;
    const struct object_alias *found = NULL;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (objects->aliases[middle].address < address)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < objects->alias_count && objects->aliases[low].address == address; low++)
        if (!found || objects->aliases[low].image == image)
            found = &objects->aliases[low];
    return found;
}

// ---- finding them ---------------------------------------------------------------------------------------------------

static size_t slot_of(const struct objects *objects, uint8_t kind, uint32_t image, uint64_t address)
{
    uint64_t hash = (address ^ (uint64_t)image << 40 ^ (uint64_t)kind << 56) * UINT64_C(0x9E3779B97F4A7C15);
    size_t at = (size_t)(hash >> 20) & (objects->slot_count - 1);
    for (; objects->slots[at] != OBJECT_NONE; at = (at + 1) & (objects->slot_count - 1)) {
        const struct object *object = &objects->all[objects->slots[at]];
        if (object->address == address && object->image == image && object->kind == kind)
            break;
    }
    return at;
}

static bool grow_slots(struct objects *objects)
{
    const size_t count = objects->slot_count ? objects->slot_count * 2 : 1024;
    int32_t *slots = malloc(count * sizeof *slots);
    if (!slots)
        return false;
    free(objects->slots);
    objects->slots = slots;
    objects->slot_count = count;
    for (size_t i = 0; i < count; i++)
        slots[i] = OBJECT_NONE;
    for (size_t i = 0; i < objects->count; i++)
        slots[slot_of(objects, objects->all[i].kind, objects->all[i].image, objects->all[i].address)] = (int32_t)i;
    return true;
}

// Where it stands for the same in all images, it is there under that name.
static void name_of(const struct objects *objects, uint8_t kind, uint32_t *image, uint64_t *address)
{
    const struct object_alias *alias = kind == RESOURCE_SEMAPHORE ? alias_of(objects, *image, *address) : NULL;
    if (alias)
        *address = alias->common;
    const uint64_t shared = alias || kind == RESOURCE_PIPE ? 0 : shared_number(objects, *image, *address);
    if (shared)
        *address = shared;
    if (alias || shared || kind == RESOURCE_PIPE)
        *image = EVERYWHERE;
}

int32_t objects_at(const struct objects *objects, uint8_t kind, uint32_t image, uint64_t address)
{
    if (kind == RESOURCE_NONE || objects->slot_count == 0)
        return OBJECT_NONE;
    name_of(objects, kind, &image, &address);
    return objects->slots[slot_of(objects, kind, image, address)];
}

struct object *objects_meet(struct objects *objects, uint8_t kind, uint32_t image, uint64_t address, uint64_t ns)
{
    name_of(objects, kind, &image, &address);
    if (objects->count * 2 >= objects->slot_count && !grow_slots(objects))
        return NULL;
    const size_t slot = slot_of(objects, kind, image, address);
    if (objects->slots[slot] == OBJECT_NONE) {
        if (objects->count == objects->capacity) {
            const size_t larger = objects->capacity ? objects->capacity * 2 : 256;
            void *grown = realloc(objects->all, larger * sizeof *objects->all);
            if (!grown)
                return NULL;
            objects->all = grown;
            objects->capacity = larger;
        }
        objects->all[objects->count] = (struct object){
            .address = address, .image = image, .kind = kind, .first_ns = ns, .resource = OBJECT_NONE
        };
        objects->slots[slot] = (int32_t)objects->count++;
    }
    struct object *object = &objects->all[objects->slots[slot]];
    object->first_ns = ns < object->first_ns ? ns : object->first_ns;
    return object;
}
