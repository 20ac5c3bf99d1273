// What a task does by itself: notes, steps, prints, sleep.
#include "program/program.h"

#include "os/clock.h"
#include "program/memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
    LINE_BYTES = 240, // of one print
};

const struct plan *program_plan(const struct self *self) { return self->memory->plan; }

void *program_shared(const struct self *self) { return self->memory->shared; }

// An LCG's upper half (Knuth, MMIX).
uint32_t program_random(struct self *self, uint32_t below)
{
    self->random = self->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((self->random >> 32) * below >> 32);
}

void program_note(struct self *self, enum note_kind kind, uint8_t resource, uint16_t other)
{
    struct program_slot *slot = self->slot;
    const uint64_t count = atomic_load_explicit(&slot->note_count, memory_order_relaxed);
    if (count == self->memory->notes_most) {
        slot->dropped++;
        return;
    }
    slot->notes[count] = (struct note){
        .ticks = os_ticks(), .step = self->step, .kind = (uint8_t)kind, .resource = resource, .other = other
    };
    atomic_store_explicit(&slot->note_count, count + 1, memory_order_release);
}

void program_compute(struct self *self, uint64_t ns)
{
    const uint64_t begin = os_ticks();
    const uint64_t ticks = (uint64_t)((double)ns * self->memory->ticks_per_ns);
    while (ns > 0 && os_ticks() - begin < ticks)
        os_pause();
}

void program_at(struct self *self, uint16_t step)
{
    program_compute(self, program_plan_of(self->memory->plan)->pace_ns);
    self->step++;
    program_note(self, NOTE_AT, 0, step);
}

static bool has_room(const struct program_slot *slot, uint32_t count, int bytes)
{
    return bytes > 0 && count < PROGRAM_PRINTS && slot->print_bytes + (uint32_t)bytes <= PROGRAM_PRINT_BYTES;
}

// Keeps a line of so many bytes, without its newline.
static void print_line(struct self *self, const char *line, int bytes)
{
    struct program_slot *slot = self->slot;
    const uint32_t count = atomic_load_explicit(&slot->print_count, memory_order_relaxed);
    if (!has_room(slot, count, bytes)) {
        slot->dropped++;
        return;
    }
    memcpy(slot->print_text + slot->print_bytes, line, (size_t)bytes);
    slot->print_bytes += (uint32_t)bytes;
    slot->prints[count] = (struct printed){
        .ns = os_now_ns(), .bytes = (uint32_t)bytes, .task = (uint16_t)self->task, .stream = PRINTED_OUT
    };
    atomic_store_explicit(&slot->print_count, count + 1, memory_order_release);
}

static int line_bytes(int bytes) { return bytes < LINE_BYTES ? bytes : LINE_BYTES - 1; }

void program_print(struct self *self, const char *format, ...)
{
    char line[LINE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    const int bytes = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    print_line(self, line, line_bytes(bytes));
}

void program_write(struct self *self, const char *format, ...)
{
    struct program_buffer *buffer = &self->buffer;
    char line[LINE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    const int bytes = line_bytes(vsnprintf(line, sizeof line, format, arguments));
    va_end(arguments);
    if (bytes <= 0)
        return;
    if (buffer->bytes + (uint32_t)bytes + 1 > sizeof buffer->text)
        program_flush(self);
    memcpy(buffer->text + buffer->bytes, line, (size_t)bytes);
    buffer->bytes += (uint32_t)bytes;
    buffer->text[buffer->bytes++] = '\n';
}

void program_flush(struct self *self)
{
    struct program_buffer *buffer = &self->buffer;
    for (uint32_t from = 0; from < buffer->bytes;) {
        const char *line = buffer->text + from, *end = memchr(line, '\n', buffer->bytes - from);
        print_line(self, line, (int)(end - line));
        from += (uint32_t)(end - line) + 1;
    }
    buffer->bytes = 0;
}

void program_sleep(struct self *self, uint64_t ns)
{
    const int clock = self->memory->clock_resource;
    if (clock >= 0)
        program_note(self, NOTE_WAITS, (uint8_t)clock, 0);
    const uint64_t until = os_now_ns() + ns;
    while (os_now_ns() < until) // a signal's handler may end a sleep early
        os_sleep_until_ns(until);
    if (clock >= 0)
        program_note(self, NOTE_TIMED_OUT, (uint8_t)clock, 0);
}
