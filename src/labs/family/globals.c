// Goes over its pages in four ways, a quarter of them each, and looks at each before and after: which it was that was copied.
#include "labs/family/globals.h"

#include "labs/family/family.h"
#include "os/memory.h"
#include "os/pages.h"

#include <inttypes.h>
#include <stddef.h>

static const struct family_plan *plan_of(const struct self *self) { return family_plan_of(program_plan(self)); }

static struct family_shared *shared_of(const struct self *self) { return program_shared(self); }

// One object of the array, as CPython has them: how many refer to it, and what it is.
struct object {
    int64_t references, value;
};

// In each process's own memory, as every global is.
static volatile int64_t x;
static struct object *objects;

static size_t objects_a_page(void) { return os_page_bytes() / sizeof *objects; }

static void touch_page(uint32_t page, enum family_touch touch)
{
    volatile struct object *const first = objects + page * objects_a_page();
    int64_t sum = 0;
    for (size_t i = 0; touch == FAMILY_READ && i < objects_a_page(); i++)
        sum += first[i].value;
    for (size_t i = 0; touch == FAMILY_COUNTED && i < objects_a_page(); i++) {
        first[i].references++;
        sum += first[i].value;
        first[i].references--;
    }
    if (touch == FAMILY_WRITTEN)
        first->value = sum + 1;
}

// Goes over a quarter of the pages, and looks at each before and after: which it was that was copied.
static void touch_pages(struct self *self, uint16_t step, enum family_touch touch)
{
    const struct family_plan *plan = plan_of(self);
    program_at(self, step);
    for (uint32_t page = 0; page < plan->pages; page++) {
        if (family_touch_of(plan, page) != touch)
            continue;
        const char *memory = (const char *)objects + page * os_page_bytes();
        uint64_t before = 0, after = 0;
        const bool known = os_pages_own(memory, 1, &before);
        touch_page(page, touch);
        if (known && os_pages_own(memory, 1, &after) && after && !before)
            program_note(self, NOTE_OWN, FAMILY_OWN_COPIED, (uint16_t)page);
    }
}

int64_t family_globals_show(struct self *self)
{
    program_note(self, NOTE_OWN, FAMILY_OWN_VALUE, (uint16_t)x);
    program_print(self, "x = %" PRId64 " at %p", x, (const void *)&x);
    return x;
}

void family_globals_use(struct self *self, uint64_t argument)
{
    struct family_shared *shared = shared_of(self);
    const uint32_t pages = plan_of(self)->pages;
    (void)argument;
    shared->pages_known = os_pages_own(objects, pages, shared->own_before);
    const uint64_t faults = os_minor_faults();
    program_at(self, FAMILY_STEP_SET);
    x = 1;
    touch_pages(self, FAMILY_STEP_READ, FAMILY_READ);
    touch_pages(self, FAMILY_STEP_COUNT, FAMILY_COUNTED);
    touch_pages(self, FAMILY_STEP_WRITE, FAMILY_WRITTEN);
    shared->minor_faults = (uint32_t)(os_minor_faults() - faults);
    shared->pages_known &= os_pages_own(objects, pages, shared->own);
    program_at(self, FAMILY_STEP_SHOW_CHILD);
    shared->x_of_child = family_globals_show(self);
}

bool family_globals_make(struct self *self)
{
    const uint32_t pages = plan_of(self)->pages;
    void *memory;
    if (!status_is_ok(os_pages_map(pages, &memory)))
        return false;
    objects = memory;
    for (size_t i = 0; i < pages * objects_a_page(); i++)
        objects[i] = (struct object){ 1, (int64_t)i };
    x = 0;
    shared_of(self)->address = (uint64_t)(uintptr_t)&x;
    return true;
}
