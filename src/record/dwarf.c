// One piece of shared memory for all answers; when the process apart is gone its texts are ended and made plain, and its numbers
// brought within bounds.
#include "record/dwarf.h"

#include "base/utf8.h"
#include "os/apart.h"
#include "os/memory.h"
#include "record/libdw/answer.h"

#include <string.h>

static const struct os_apart_limits limits = { .memory_bytes = UINT64_C(1) << 30, .time_ns = UINT64_C(3000000000) };

struct work {
    const struct dwarf_questions *questions;
    struct dwarf_answers *answers;
};

static void answer(void *context)
{
    const struct work *work = context;
    dwarf_answer(work->questions, work->answers);
}

// ---- memory ---------------------------------------------------------------------------------------------------------

static size_t part(size_t *bytes, size_t count, size_t each)
{
    const size_t at = *bytes;
    *bytes += (count * each + 63) / 64 * 64;
    return at;
}

static struct status make_room(const struct dwarf_questions *questions, struct dwarf_answers *answers)
{
    size_t bytes = 64; // of the count
    const size_t lines = part(&bytes, questions->code_count, sizeof(struct dwarf_line));
    const size_t words = part(&bytes, questions->data_count, sizeof(struct dwarf_word));
    const size_t found = part(&bytes, questions->wanted_count, sizeof(struct dwarf_found));
    const size_t has_debug = part(&bytes, questions->file_count, sizeof(bool));
    const size_t sources = part(&bytes, DWARF_SOURCES_MAX, DWARF_PATH_BYTES);
    const struct status status = os_memory_map_shared(bytes, &answers->memory);
    if (!status_is_ok(status)) {
        answers->memory = NULL;
        return status;
    }
    char *memory = answers->memory;
    answers->source_count = answers->memory;
    answers->memory_bytes = bytes;
    answers->lines = (void *)(memory + lines);
    answers->words = (void *)(memory + words);
    answers->found = (void *)(memory + found);
    answers->has_debug = (void *)(memory + has_debug);
    answers->sources = (void *)(memory + sources);
    for (size_t i = 0; i < questions->code_count; i++)
        answers->lines[i].source = DWARF_NO_SOURCE;
    for (size_t i = 0; i < questions->data_count; i++)
        answers->words[i].declared.source = DWARF_NO_SOURCE;
    return status;
}

void dwarf_free(struct dwarf_answers *answers)
{
    os_memory_unmap(answers->memory, answers->memory_bytes);
    *answers = (struct dwarf_answers){ 0 };
}

// ---- what came back -------------------------------------------------------------------------------------------------

static void clean_text(char *text, size_t bytes)
{
    text[bytes - 1] = '\0';
    utf8_make_plain(text);
    const size_t length = strlen(text);
    memset(text + length, 0, bytes - length);
}

static void clean_line(struct dwarf_line *line, uint32_t source_count)
{
    if (line->source >= source_count)
        line->source = DWARF_NO_SOURCE;
    clean_text(line->function, sizeof line->function);
}

// A bool that holds anything but 0 and 1 is none.
static bool clean_flag(void *flag)
{
    unsigned char byte;
    memcpy(&byte, flag, 1);
    return byte != 0;
}

static void clean_word(struct dwarf_word *word, uint32_t source_count)
{
    clean_text(word->name, sizeof word->name);
    clean_text(word->type, sizeof word->type);
    clean_line(&word->declared, source_count);
    word->is_known = clean_flag(&word->is_known);
    word->is_pointed_to = clean_flag(&word->is_pointed_to);
    word->has_bit_fields = clean_flag(&word->has_bit_fields);
    if (word->kind >= VALUE_KINDS)
        word->kind = VALUE_UNKNOWN;
}

static void clean_found(struct dwarf_found *found)
{
    if (found->count > DWARF_RANGES_MAX)
        found->count = DWARF_RANGES_MAX;
    found->is_elsewhere = clean_flag(&found->is_elsewhere);
    for (int i = 0; i < DWARF_NEAR_MAX; i++)
        clean_text(found->near[i], sizeof found->near[i]);
}

static void clean(const struct dwarf_questions *questions, struct dwarf_answers *answers)
{
    if (*answers->source_count > DWARF_SOURCES_MAX)
        *answers->source_count = DWARF_SOURCES_MAX;
    const uint32_t sources = *answers->source_count;
    for (uint32_t i = 0; i < sources; i++)
        answers->sources[i][DWARF_PATH_BYTES - 1] = '\0'; // else as it is: it is a path
    for (size_t i = 0; i < questions->code_count; i++)
        clean_line(&answers->lines[i], sources);
    for (size_t i = 0; i < questions->data_count; i++)
        clean_word(&answers->words[i], sources);
    for (size_t i = 0; i < questions->wanted_count; i++)
        clean_found(&answers->found[i]);
    for (size_t i = 0; i < questions->file_count; i++)
        answers->has_debug[i] = clean_flag(&answers->has_debug[i]);
}

bool dwarf_is_there(void) { return dwarf_can_answer(); }

struct status dwarf_ask(const struct dwarf_questions *questions, struct dwarf_answers *answers)
{
    *answers = (struct dwarf_answers){ 0 };
    if (!dwarf_can_answer())
        return status_make(STATUS_FAILED, "built without libdw (elfutils): no names and lines");
    struct status status = make_room(questions, answers);
    if (!status_is_ok(status))
        return status;
    struct work work = { questions, answers };
    status = os_apart(answer, &work, limits);
    clean(questions, answers);
    if (status_is_ok(status))
        return status;
    return status_make(STATUS_FAILED, "not all names and lines could be looked up: %.180s", status.message);
}
