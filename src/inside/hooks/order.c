#include "inside/hooks/order.h"

#include "inside/hooks/family.h"
#include "inside/hooks/hooks.h"
#include "inside/hooks/roots.h"
#include "inside/hooks/spin.h"

#include <string.h>

enum {
    TRIES = 64,
    VECTOR_LEAST = 8,
    LINES = 1 << 16,
    LINE_BYTES = 64,
};

struct order_vector {
    uint32_t room, count; // clock[count] and those behind it are 0
    uint32_t clock[];
};

struct object {
    _Atomic uint64_t key; // 0: free
    _Atomic uint32_t lock;
    // Of a barrier: for how many it is (0: none), how many arrived so far, and of the two vectors the generation and how many of
    // those who arrived have not passed.
    uint32_t count, arrived, generation[2], inside[2];
    struct order_vector *let; // by those who had all of it; of a barrier: of one generation
    struct order_vector *read;
};

struct objects {
    struct object object[ORDER_OBJECTS];
    uint8_t line[LINES]; // whether there is an object in a line of memory of that number, as far as it tells them apart
    _Atomic uint32_t count;
    _Atomic uint64_t key[ORDER_OBJECTS]; // of all of them; 0: not written yet
};

// The process's own, or the family's.
static struct objects *objects_with(uint64_t key)
{
    return root_of(key & (ORDER_SHARED | ORDER_FILE) ? ROOT_OBJECTS_ALL : ROOT_OBJECTS);
}

bool order_begin(void)
{
    return root_make(ROOT_OBJECTS, sizeof(struct objects)) && root_make(ROOT_OBJECTS_ALL, sizeof(struct objects)) &&
           order_slots_begin();
}

// ---- vectors --------------------------------------------------------------------------------------------------------

// Has room for so many; false: there is no memory.
static bool vector_fit(struct order_vector **vector, uint32_t count)
{
    uint32_t room = *vector ? (*vector)->room : 0;
    if (room >= count)
        return true;
    for (room = room ? room : VECTOR_LEAST; room < count;)
        room *= 2;
    struct order_vector *bigger = take_beside(vector, sizeof *bigger + room * sizeof(uint32_t));
    if (!bigger) {
        family_lose_order();
        return false;
    }
    bigger->room = room;
    if (*vector) {
        bigger->count = (*vector)->count;
        memcpy(bigger->clock, (*vector)->clock, bigger->count * sizeof(uint32_t));
    }
    *vector = bigger;
    return true;
}

static void vector_join(struct order_vector **vector, const uint32_t *from, uint32_t count)
{
    struct order_vector *into = vector_fit(vector, count) ? *vector : NULL;
    if (!into)
        return;
    order_join(into->clock, from, count);
    if (into->count < count)
        into->count = count;
}

static void vector_clear(struct order_vector *vector)
{
    if (!vector)
        return;
    memset(vector->clock, 0, vector->count * sizeof(uint32_t));
    vector->count = 0;
}

static bool vector_is_empty(const struct order_vector *vector) { return !vector || vector->count == 0; }

// Whether the task follows all that is there already.
static bool follows(const struct order_task *task, const struct order_vector *vector)
{
    for (uint32_t i = 0; i < vector->count; i++)
        if (vector->clock[i] > task->clock[i])
            return false;
    return true;
}

static void task_follow(struct order_task *task, const struct order_vector *vector)
{
    if (vector_is_empty(vector) || follows(task, vector))
        return;
    order_join(task->clock, vector->clock, vector->count);
    if (task->known < vector->count)
        task->known = vector->count;
    task->stamp++;
}

// What it lets go; what comes after is not in it.
static void task_let(struct order_task *task, struct order_vector **vector)
{
    vector_join(vector, task->clock, task->known);
    order_tick(task);
}

// ---- objects --------------------------------------------------------------------------------------------------------

static uint64_t mix(uint64_t key) { return key * UINT64_C(0x9e3779b97f4a7c15); }

static uint8_t *line_of(struct objects *all, uint64_t key) { return &all->line[key / LINE_BYTES % LINES]; }

// NULL: there is none.
static struct object *object_find(uint64_t key)
{
    struct objects *all = objects_with(key);
    uint64_t at = mix(key) >> 32;
    for (int i = 0; i < TRIES; i++, at++) {
        struct object *object = &all->object[at % ORDER_OBJECTS];
        const uint64_t there = atomic_load_explicit(&object->key, memory_order_acquire);
        if (there == key)
            return object;
        if (there == 0)
            return NULL;
    }
    return NULL;
}

static void list(struct objects *all, uint64_t key)
{
    const uint32_t at = atomic_fetch_add_explicit(&all->count, 1, memory_order_relaxed);
    if (at < ORDER_OBJECTS)
        atomic_store_explicit(&all->key[at], key, memory_order_relaxed);
    __atomic_store_n(line_of(all, key), 1, __ATOMIC_RELAXED);
}

// Makes one where there is none. NULL: no room.
static struct object *object_of(uint64_t key)
{
    struct objects *all = objects_with(key);
    uint64_t at = mix(key) >> 32;
    for (int i = 0; i < TRIES; i++, at++) {
        struct object *object = &all->object[at % ORDER_OBJECTS];
        uint64_t there = atomic_load_explicit(&object->key, memory_order_acquire);
        if (there == 0 && atomic_compare_exchange_strong(&object->key, &there, key)) {
            list(all, key);
            return object;
        }
        if (there == key)
            return object;
    }
    family_lose_order();
    return NULL;
}

static struct object *object_lock(struct object *object)
{
    if (object)
        spin_take(&object->lock);
    return object;
}

static void object_unlock(struct object *object) { spin_give(&object->lock); }

void order_locked(struct order_task *task, uint64_t key, bool to_read)
{
    struct object *object = task->clock ? object_lock(object_find(key)) : NULL;
    if (!object)
        return;
    task_follow(task, object->let);
    if (!to_read)
        task_follow(task, object->read);
    object_unlock(object);
}

void order_unlocks(struct order_task *task, uint64_t key, bool to_read)
{
    struct object *object = task->clock ? object_lock(object_of(key)) : NULL;
    if (!object)
        return;
    task_let(task, to_read ? &object->read : &object->let);
    object_unlock(object);
}

void order_posts(struct order_task *task, uint64_t key) { order_unlocks(task, key, false); }

void order_gets(struct order_task *task, uint64_t key) { order_locked(task, key, true); }

// ---- barriers -------------------------------------------------------------------------------------------------------

void order_barrier(struct order_task *task, uint64_t key, uint32_t made)
{
    order_forget(key);
    struct object *object = task->clock ? object_lock(object_of(key)) : NULL;
    if (!object)
        return;
    object->count = made;
    object_unlock(object);
}

static struct order_vector **generation_of(struct object *object, uint32_t generation)
{
    return generation % 2 ? &object->read : &object->let;
}

void order_arrives(struct order_task *task, uint64_t key)
{
    struct object *object = task->clock ? object_lock(object_of(key)) : NULL;
    if (!object)
        return;
    const uint32_t generation = object->count ? object->arrived / object->count : 0;
    if (object->generation[generation % 2] != generation && object->inside[generation % 2] == 0)
        vector_clear(*generation_of(object, generation));
    object->generation[generation % 2] = generation;
    object->inside[generation % 2]++;
    object->arrived++;
    task->generation = generation;
    task_let(task, generation_of(object, generation));
    object_unlock(object);
}

// Who is so late that the next generation but one has come (more tasks come to the barrier than it is for) follows that too.
void order_passes(struct order_task *task, uint64_t key)
{
    struct object *object = task->clock ? object_lock(object_find(key)) : NULL;
    if (!object)
        return;
    task_follow(task, *generation_of(object, task->generation));
    if (object->inside[task->generation % 2] > 0)
        object->inside[task->generation % 2]--;
    object_unlock(object);
}

// ---- atomics --------------------------------------------------------------------------------------------------------

static bool acquires(int memory_order)
{
    return memory_order == ORDER_CONSUME || memory_order == ORDER_ACQUIRE || memory_order >= ORDER_BOTH;
}

static bool releases(int memory_order) { return memory_order >= ORDER_RELEASE; }

// Who reads what a store with release left follows it; so it does through those who changed it in one step since. A store alone
// begins anew.
static void store_left(struct order_task *task, struct object *object, bool load, int memory_order)
{
    if (!load)
        vector_clear(object->let);
    if (releases(memory_order))
        task_let(task, &object->let);
    else if (!vector_is_empty(task->fenced))
        vector_join(&object->let, task->fenced->clock, task->fenced->count);
}

static void load_seen(struct order_task *task, const struct object *object, int memory_order)
{
    if (vector_is_empty(object->let))
        return;
    if (acquires(memory_order))
        task_follow(task, object->let);
    else
        vector_join(&task->seen, object->let->clock, object->let->count);
}

void order_atomic(struct order_task *task, uint64_t address, bool load, bool store, int memory_order)
{
    if (!task->clock)
        return;
    const bool lets = store && (releases(memory_order) || !vector_is_empty(task->fenced));
    struct object *object = object_lock(lets ? object_of(address) : object_find(address));
    if (!object)
        return;
    if (load)
        load_seen(task, object, memory_order);
    if (store)
        store_left(task, object, load, memory_order);
    object_unlock(object);
}

void order_fence(struct order_task *task, int memory_order)
{
    if (!task->clock)
        return;
    if (acquires(memory_order) && !vector_is_empty(task->seen)) {
        task_follow(task, task->seen);
        vector_clear(task->seen);
    }
    if (!releases(memory_order))
        return;
    vector_clear(task->fenced);
    task_let(task, &task->fenced);
}

// ---- forgetting -----------------------------------------------------------------------------------------------------

// The key stays: tables without holes are looked through without locks.
void order_forget(uint64_t key)
{
    struct object *object = objects_with(key) ? object_lock(object_find(key)) : NULL;
    if (!object)
        return;
    vector_clear(object->let);
    vector_clear(object->read);
    object->count = object->arrived = 0;
    memset(object->generation, 0, sizeof object->generation);
    memset(object->inside, 0, sizeof object->inside);
    object_unlock(object);
}

static void forget_by_line(struct objects *all, uintptr_t address, size_t bytes)
{
    for (uint64_t line = address / LINE_BYTES; line <= (address + bytes - 1) / LINE_BYTES; line++)
        if (__atomic_load_n(line_of(all, line * LINE_BYTES), __ATOMIC_RELAXED) != 0)
            for (uint64_t at = line * LINE_BYTES; at < (line + 1) * LINE_BYTES; at++)
                if (at >= address && at < address + bytes)
                    order_forget(at);
}

// By whichever way is shorter.
void order_forget_range(uintptr_t address, size_t bytes)
{
    struct objects *all = root_of(ROOT_OBJECTS);
    const uint32_t count = all ? atomic_load_explicit(&all->count, memory_order_relaxed) : 0;
    if (count == 0 || bytes == 0)
        return;
    if (bytes / LINE_BYTES < count) {
        forget_by_line(all, address, bytes);
        return;
    }
    for (uint32_t i = 0; i < count && i < ORDER_OBJECTS; i++) {
        const uint64_t key = atomic_load_explicit(&all->key[i], memory_order_relaxed);
        if (key >= address && key < address + bytes)
            order_forget(key);
    }
}

// ---- tasks ----------------------------------------------------------------------------------------------------------

void order_task_begin(struct order_task *task, uint32_t made)
{
    if (!task->clock && order_begin())
        order_slot_begin(task, made);
}

void order_task_end(struct order_task *task, uint64_t object)
{
    if (!task->clock)
        return;
    const uint32_t ended = task->now;
    task->lease_inverse = 0;
    order_posts(task, object);
    order_slot_end(task, ended);
}
