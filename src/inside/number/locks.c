// Where a table stands is read out of objects whose layout is not promised: each is held against what it must say (its type, whose
// it is, its name) before anything is written, and memory is read and written through the kernel, which refuses rather than faults.
#include "inside/number/locks.h"

#include "inside/inside.h"
#include "inside/number/python.h"
#include "inside/raw.h"
#include "inside/symbol.h"

#include <string.h>
#include <sys/uio.h>

enum {
    TYPE_WORDS = 50, // of a type, among which its tp_new is
    NAME_BYTES = 24,
};

// Whatever the convention of a method is, it comes in no more than these: self, class, arguments, their number, their names.
typedef py *called(py *, void *, void *, void *, void *);

// CPython's PyMethodDescrObject and PyCFunctionObject, as far as they are looked at.
struct descriptor {
    py head;
    py *owner, *name, *qualified;
    method_row *row;
};

struct function {
    py head;
    method_row *row;
};

// ---- memory ----------------------------------------------------------------------------------------------------------

static bool move_bytes(long call, void *ours, const void *theirs, size_t bytes)
{
    const struct iovec one = { ours, bytes }, other = { (void *)(uintptr_t)theirs, bytes };
    const long self = raw_call(SYS_getpid, 0, 0, 0, 0, 0, 0);
    return raw_call(call, self, (long)&one, 1, (long)&other, 1, 0) == (long)bytes;
}

static bool peek(void *to, const void *from, size_t bytes)
{
    return from && move_bytes(SYS_process_vm_readv, to, from, bytes);
}

static bool poke(void *to, const void *value) { return move_bytes(SYS_process_vm_writev, &value, to, sizeof value); }

// ---- what is told ----------------------------------------------------------------------------------------------------

static void tell_got(py *lock, bool waited)
{
    hear(HEARD_GETS, lock, 0);
    put(LEFT_SEM_GOT, lock, waited);
}

static void tell_posts(py *lock)
{
    hear(HEARD_POSTS, lock, 0);
    put(LEFT_SEM_POSTED, lock, 0);
}

static void tell_made(py *lock)
{
    hear(HEARD_MADE, lock, 0);
    put(LEFT_SEM_MADE, lock, 1);
}

// What the C library's semaphores tell meanwhile is told of the lock that they are for.
static struct proxy proxy_begin(py *lock, const char *frame)
{
    const struct proxy outer = own.proxy;
    own.proxy = (struct proxy){ lock, frame, false };
    return outer;
}

static bool proxy_end(struct proxy outer)
{
    const bool waited = own.proxy.waited;
    own.proxy = outer;
    return waited;
}

// ---- methods ---------------------------------------------------------------------------------------------------------

static called *recursion_count, *is_locked;

// How often this thread has an RLock.
static long depth_of(py *lock)
{
    py *count = recursion_count(lock, NULL, NULL, NULL, NULL);
    const long depth = count ? python.PyLong_AsLong(count) : 0;
    give_back(count);
    return depth;
}

// What nobody has is refused when it is given back.
static bool is_had(py *lock)
{
    py *had = is_locked(lock, NULL, NULL, NULL, NULL);
    give_back(had);
    return had == python._Py_TrueStruct;
}

static inline __attribute__((always_inline)) py *take(called *theirs, bool again, bool restores, py *lock, void *a,
                                                      void *b, void *c, void *d)
{
    const struct proxy outer = proxy_begin(lock, __builtin_frame_address(0));
    py *result = theirs(lock, a, b, c, d);
    const bool waited = proxy_end(outer);
    if (result && (restores || result == python._Py_TrueStruct) && (!again || restores || depth_of(lock) == 1))
        tell_got(lock, waited);
    return result;
}

static inline __attribute__((always_inline)) py *give_up(called *theirs, bool again, bool whole, py *lock, void *a,
                                                         void *b, void *c, void *d)
{
    const long depth = again ? depth_of(lock) : is_had(lock);
    if (depth == 1 || (whole && depth > 0))
        tell_posts(lock);
    const struct proxy outer = proxy_begin(lock, NULL);
    py *result = theirs(lock, a, b, c, d);
    (void)proxy_end(outer);
    return result;
}

// METHOD(type, name, what it does, whether the same thread may take it again, whether it does so at any depth)
#define METHODS                                                                                                        \
    METHOD(lock, acquire, take, false, false)                                                                          \
    METHOD(lock, acquire_lock, take, false, false)                                                                     \
    METHOD(lock, __enter__, take, false, false)                                                                        \
    METHOD(lock, release, give_up, false, false)                                                                       \
    METHOD(lock, release_lock, give_up, false, false)                                                                  \
    METHOD(lock, __exit__, give_up, false, false)                                                                      \
    METHOD(RLock, acquire, take, true, false)                                                                          \
    METHOD(RLock, __enter__, take, true, false)                                                                        \
    METHOD(RLock, _acquire_restore, take, true, true)                                                                  \
    METHOD(RLock, release, give_up, true, false)                                                                       \
    METHOD(RLock, __exit__, give_up, true, false)                                                                      \
    METHOD(RLock, _release_save, give_up, true, true)

#define METHOD(type, name, does, again, whole)                                                                         \
    static called *their_##type##_##name;                                                                              \
    static py *our_##type##_##name(py *lock, void *a, void *b, void *c, void *d)                                       \
    {                                                                                                                  \
        return does(their_##type##_##name, again, whole, lock, a, b, c, d);                                            \
    }
METHODS
#undef METHOD

// Locks are made by calling their type, and by allocate_lock, which does not.
#define MAKERS                                                                                                         \
    MAKER(lock)                                                                                                        \
    MAKER(RLock)                                                                                                       \
    MAKER(allocate_lock)                                                                                               \
    MAKER(allocate)

#define MAKER(name)                                                                                                    \
    static called *their_##name;                                                                                       \
    static py *our_##name(py *of, void *a, void *b, void *c, void *d)                                                  \
    {                                                                                                                  \
        py *made = their_##name(of, a, b, c, d);                                                                       \
        if (made)                                                                                                      \
            tell_made(made);                                                                                           \
        return made;                                                                                                   \
    }
MAKERS
#undef MAKER

// ---- their tables ----------------------------------------------------------------------------------------------------

// One word of theirs that calls a function, and ours instead.
struct seam {
    const char *of, *name; // of NULL: a function of the module, else a method; name NULL: what makes one
    called **theirs, *ours;
    void *at; // found
};

static struct seam seams[] = {
#define METHOD(type, name, does, again, whole) { #type, #name, &their_##type##_##name, our_##type##_##name, NULL },
    METHODS
#undef METHOD
    { "lock", NULL, &their_lock, our_lock, NULL },
    { "RLock", NULL, &their_RLock, our_RLock, NULL },
    { NULL, "allocate_lock", &their_allocate_lock, our_allocate_lock, NULL },
    { NULL, "allocate", &their_allocate, our_allocate, NULL },
};

// Where the row has its function; NULL: it is no row of that name.
static void *function_at(method_row *row, const char *name)
{
    char called_so[NAME_BYTES] = { 0 };
    method_row copy = { 0 };
    const size_t bytes = strlen(name) + 1;
    if (bytes > sizeof called_so || !peek(&copy, row, sizeof copy) || !peek(called_so, copy.name, bytes) ||
        memcmp(called_so, name, bytes) != 0)
        return NULL;
    return &row->function;
}

static void *method_at(py *type, const char *name)
{
    struct descriptor copy = { 0 };
    py *found = python.PyObject_GetAttrString(type, name);
    const bool fits = found && found->type == symbol_find("PyMethodDescr_Type") && peek(&copy, found, sizeof copy) &&
                      copy.owner == type;
    python.PyErr_Clear();
    give_back(found); // its type has it as well
    return fits ? function_at(copy.row, name) : NULL;
}

static void *module_function_at(py *module, const char *name)
{
    struct function copy = { 0 };
    py *found = python.PyObject_GetAttrString(module, name);
    const bool fits = found && found->type == symbol_find("PyCFunction_Type") && peek(&copy, found, sizeof copy);
    python.PyErr_Clear();
    give_back(found);
    return fits ? function_at(copy.row, name) : NULL;
}

// The one word of the type that is its tp_new.
static void *new_at(py *type)
{
    void *(*slot_of)(py *, int) = (void *(*)(py *, int))symbol_find("PyType_GetSlot");
    void *words[TYPE_WORDS] = { 0 }, *makes = slot_of ? slot_of(type, SLOT_NEW) : NULL, *found = NULL;
    if (!makes || !peek(words, type, sizeof words))
        return NULL;
    for (int i = 0; i < TYPE_WORDS; i++)
        if (words[i] == makes) {
            if (found)
                return NULL;
            found = (void **)type + i;
        }
    return found;
}

static void *place_of(py *module, const struct seam *seam)
{
    if (!seam->of)
        return module_function_at(module, seam->name);
    py *type = python.PyObject_GetAttrString(module, seam->of);
    void *at = !type ? NULL : seam->name ? method_at(type, seam->name) : new_at(type);
    python.PyErr_Clear();
    give_back(type);
    return at;
}

// What we call ourselves.
static bool find(py *module, const char *of, const char *name, called **found)
{
    const struct seam seam = { of, name, NULL, NULL, NULL };
    return peek(found, place_of(module, &seam), sizeof *found);
}

bool locks_begin(void)
{
    const size_t count = sizeof seams / sizeof *seams;
    py *module = python.PyDict_GetItemString(python.PyImport_GetModuleDict(), "_thread");
    if (!module || !find(module, "RLock", "_recursion_count", &recursion_count) ||
        !find(module, "lock", "locked", &is_locked))
        return false;
    for (size_t i = 0; i < count; i++) {
        seams[i].at = place_of(module, &seams[i]);
        if (!peek(seams[i].theirs, seams[i].at, sizeof *seams[i].theirs))
            return false;
    }
    size_t done = 0;
    while (done < count && poke(seams[done].at, (void *)seams[done].ours))
        done++;
    if (done == count)
        return true;
    while (done-- > 0)
        (void)poke(seams[done].at, (void *)*seams[done].theirs);
    return false;
}
