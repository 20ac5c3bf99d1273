#include "inside/number/watched.h"

#include "inside/inside.h"
#include "inside/number/leave.h"
#include "inside/number/places.h"
#include "inside/number/value.h"
#include "inside/raw.h"

#include <string.h>

static struct watched variables[NUMBER_VARIABLES_MAX];
static uint32_t variable_count;
static bool ended;

_Thread_local struct thread_of_image thread_here __attribute__((tls_model("initial-exec"), visibility("hidden")));

uint32_t thread_number_anew(void)
{
    static uint32_t image, count;
    const uint32_t now = leave_image();
    if (image != now)
        count = 0;
    image = now;
    thread_here = (struct thread_of_image){ now, count++ };
    const uint64_t words[NUMBER_WORDS - 1] = {
        number_both((uint32_t)raw_call(SYS_gettid, 0, 0, 0, 0, 0, 0), thread_here.number), 0, 0
    };
    leave(NUMBER_THREAD, 0, words, NULL, 0);
    return thread_here.number;
}

// ---- what stands in the place ---------------------------------------------------------------------------------------

static py *attribute_of(const struct watched *variable)
{
    if (python.PyErr_Occurred()) // it would be lost; the next look will do
        return NULL;
    py *found = python.PyObject_GenericGetAttr(variable->container, variable->key);
    if (!found)
        python.PyErr_Clear();
    give_back(found); // the place has one still
    return found;
}

// Not a reference; NULL: nothing.
static inline py *content_of(struct watched *variable)
{
    switch (variable->kind) {
    case IN_NAMES:
    case IN_DICT:
        return dict_get(variable->container, variable->key, &variable->slot);
    case IN_LIST:
        return variable->index < python.PyList_Size(variable->container)
                   ? python.PyList_GetItem(variable->container, variable->index)
                   : NULL;
    case IN_ATTRIBUTE:
        return attribute_of(variable);
    }
    return NULL;
}

void watched_doubt(struct watched *variable, uint32_t doubt)
{
    if (variable->counts)
        __atomic_store_n(&variable->counts[1], variable->counts[1] | doubt, __ATOMIC_RELAXED);
}

static void begin(struct watched *variable, py *content, struct number *number)
{
    int64_t value = 0;
    bool is_float = false;
    const bool known = value_of(content, &value, &is_float);
    const uint64_t words[NUMBER_WORDS - 1] = { number_both(variable->number, (uint32_t)strlen(variable->name) + 1),
                                               (uint64_t)value, (uint64_t)(uintptr_t)variable->container };
    variable->begun = true;
    variable->image = leave_image();
    variable->stores = variable->seen = 0;
    variable->value = value;
    variable->foreign = number ? NULL : content;
    variable->counts = leave_variable(is_float ? NUMBER_FLOAT : 0, words, variable->name, strlen(variable->name) + 1);
    if (number) {
        number->store = 0;
        number->image = variable->image;
    } else if (!known) {
        watched_doubt(variable, NUMBER_DOUBT_FOREIGN);
    }
}

struct came {
    int64_t value;
    uint64_t ns; // 0: now
    unsigned flags;
    uint32_t parent, act, thread;
};

static void put_store(struct watched *variable, const struct came *came)
{
    const uint64_t words[NUMBER_WORDS - 1] = { (uint64_t)came->value, number_both(came->parent, came->act),
                                               number_both(variable->number, came->thread) };
    variable->stores++;
    if (!(came->flags & NUMBER_BEFORE)) {
        variable->seen = variable->stores;
        variable->seen_by = came->thread;
        variable->value = came->value;
        variable->foreign = NULL;
    }
    leave_store(came->flags, came->ns, words);
}

// When it came there where it is found out later: what goes straight from the sum into its place was there at once.
static void tell_time(struct watched *variable, const struct number *number, struct came *came)
{
    if (number->made_ns != 0 && number->site && number->site->stores)
        came->ns = number->made_ns;
    else
        came->flags |= NUMBER_UNTIMED;
    variable->notes_times = true;
}

// here: this thread stands where it was stored, if it stands at a store at all.
static void store(struct watched *variable, struct number *number, bool here, unsigned flags)
{
    const bool again = number->store != NOT_STORED; // it has stood there before
    const bool by_me = here && !(number->site && number->site->stores);
    if (again)
        watched_doubt(variable, NUMBER_DOUBT_ORDER); // whoever has it now may have it from either time
    const uint32_t parent = again ? number->store : number->is_assigned ? variable->stores : number->parent;
    // Where the thread has stored itself since it was not taken from it for that: it has kept what it had loaded (a coroutine does).
    const bool overtaken = !again && !number->is_assigned && parent != variable->seen &&
                           variable->seen_by != number->thread && !(flags & NUMBER_LATE);
    const enum taken taken = !overtaken ? NOT_TAKEN : number->is_late ? TAKEN_BEFORE_SUM : TAKEN_BEFORE_STORE;
    const bool plainly = !again && !number->is_assigned && !by_me && taken == NOT_TAKEN;
    const bool stops = by_me && is_storing();
    struct came came = {
        .value = number->value,
        .flags = flags | (number->is_float ? NUMBER_FLOAT : 0),
        .parent = parent,
        .act = plainly && site_is_valid(number->site, variable->image)
                   ? number->site->act
                   : act_of_store(number->site, number->is_assigned && !again, by_me, taken),
        .thread = stops ? thread_number() : number->thread,
    };
    if (unlikely(number->told != own.at) && !(flags & NUMBER_LATE) && !(here && is_storing_from(number->site)))
        tell_time(variable, number, &came);
    put_store(variable, &came);
    number->store = variable->stores;
}

static void store_foreign(struct watched *variable, py *content)
{
    int64_t value;
    bool is_float = false;
    if (!value_of(content, &value, &is_float))
        value = variable->value; // what it is cannot be told
    watched_doubt(variable, NUMBER_DOUBT_FOREIGN);
    put_store(variable, &(struct came){ value, 0, is_float ? NUMBER_FLOAT : 0, variable->stores, act_of_foreign(),
                                        thread_number() });
    variable->foreign = content;
}

static bool is_its_own(const struct watched *variable, py *content)
{
    return content && is_number(content) && ((struct number *)content)->variable == variable;
}

// Seen by who computed it, when what stood there before was let go, or nothing else was done since: nothing stood between.
static bool is_at_once(const struct watched *variable, const struct number *number, bool here)
{
    return (here || number->look + 1 == variable->looks) && number->thread == thread_number();
}

static inline void see(struct watched *variable, py *content, bool here)
{
    variable->looks++;
    if (is_its_own(variable, content)) {
        struct number *number = (struct number *)content;
        if (likely(number->store == variable->seen && !variable->foreign && variable->begun))
            return;
        const bool late = !is_at_once(variable, number, here);
        if (late)
            variable->gap = variable->looks;
        if (!variable->begun)
            begin(variable, content, number);
        else
            store(variable, number, here, late ? NUMBER_LATE : 0);
    } else if (content && variable->begun && content != variable->foreign) {
        store_foreign(variable, content);
    }
}

// The child of a fork: its books begin with what stands there.
static void begin_anew(struct watched *variable)
{
    py *content = content_of(variable);
    const bool is_own = is_its_own(variable, content);
    if (content && (variable->begun || is_own))
        begin(variable, content, is_own ? (struct number *)content : NULL);
    variable->image = leave_image();
}

static inline bool is_on(struct watched *variable)
{
    const uint32_t image = leave_image();
    if (ended || image == 0)
        return false;
    if (unlikely(variable->image != image))
        begin_anew(variable);
    return true;
}

// Nobody saw it in its place, yet it was there, before what stands there now. Where that was seen already, and alone came since
// this one was computed, this one came before it; where more did, nobody knows where among them.
static void store_late(struct watched *variable, struct number *number, py *content)
{
    const bool is_seen = is_its_own(variable, content) && ((struct number *)content)->store == variable->seen;
    if (variable->stores - number->stores_then > is_seen)
        watched_doubt(variable, NUMBER_DOUBT_ORDER);
    store(variable, number, false, NUMBER_LATE | (is_seen ? (unsigned)NUMBER_BEFORE : 0));
}

uint32_t watched_loaded(struct watched *variable, struct number *from)
{
    if (!is_on(variable))
        return 0;
    if (variable->counts)
        variable->counts[0]++;
    py *content = content_of(variable);
    if (unlikely(from->image != variable->image)) { // it is from before a fork, and was not in its place then
        watched_doubt(variable, NUMBER_DOUBT_ORDER);
        return 0;
    }
    if (unlikely(from->store == NOT_STORED && content != (py *)from)) {
        if (variable->begun && from->site && from->site->stores)
            store_late(variable, from, content);
        else if (from->thread != thread_number())
            watched_doubt(variable, NUMBER_DOUBT_ORDER);
    }
    see(variable, content, false);
    return from->store == NOT_STORED ? from->parent : from->store;
}

// It is let go, and was never seen in its place.
static void settle_unseen(struct watched *variable, struct number *number, py *content)
{
    const bool changed = is_its_own(variable, content) && ((struct number *)content)->store != variable->seen;
    if ((number->site && number->site->stores) || (changed && is_storing()))
        store_late(variable, number, content);
    else if (variable->gap > number->look && !(number->site && number->site->drops))
        watched_doubt(variable, NUMBER_DOUBT_ORDER); // it may have been there
}

void watched_gone(struct number *number)
{
    struct watched *variable = number->variable;
    if (!is_on(variable))
        return;
    py *content = content_of(variable);
    if (unlikely(number->store == NOT_STORED && number->image == variable->image && variable->begun))
        settle_unseen(variable, number, content);
    see(variable, content, number->store == variable->seen);
}

void watched_look(struct watched *variable)
{
    if (is_on(variable))
        see(variable, content_of(variable), false);
}

uint32_t watched_stores(struct watched *variable) { return is_on(variable) ? variable->stores : 0; }

// ---- all of them ----------------------------------------------------------------------------------------------------

static bool is_same_key(py *one, py *other)
{
    if (one == other)
        return true;
    if (one->type != other->type)
        return false;
    py *both = python.PyTuple_Pack(1, one), *them = python.PyTuple_Pack(1, other);
    py *equal = both && them ? python.PyObject_RichCompare(both, them, COMPARE_EQUAL) : NULL;
    const bool same = equal == python._Py_TrueStruct;
    python.PyErr_Clear();
    give_back(equal);
    give_back(both);
    give_back(them);
    return same;
}

struct watched *watched_find(py *container, py *key)
{
    for (uint32_t i = 0; i < variable_count; i++)
        if (variables[i].container == container && is_same_key(variables[i].key, key))
            return &variables[i];
    return NULL;
}

struct watched *watched_make(enum place_kind kind, py *container, py *key, intptr_t index, const char *name)
{
    if (variable_count == NUMBER_VARIABLES_MAX || ended || leave_image() == 0)
        return NULL;
    struct watched *variable = &variables[variable_count];
    python.Py_IncRef(container);
    python.Py_IncRef(key);
    *variable = (struct watched){ .kind = kind, .container = container, .key = key, .index = index };
    variable->number = variable_count++;
    variable->image = leave_image();
    strncpy(variable->name, name, sizeof variable->name - 1);
    return variable;
}

void watched_end(void)
{
    for (uint32_t i = 0; i < variable_count; i++)
        watched_look(&variables[i]);
    ended = true;
    for (uint32_t i = 0; i < variable_count; i++) {
        give_back(variables[i].container);
        give_back(variables[i].key);
        variables[i].container = variables[i].key = NULL;
    }
}

bool watched_has_ended(void) { return ended; }
