// Each kind of note and state is a row.
#include "report/traces/trace_names.h"

#include "base/utf8.h"

#include <inttypes.h>
#include <string.h>

static const char *const states[TRACE_STATES + 1] = {
    [STATE_NEW] = "new",   [STATE_READY] = "ready", [STATE_RUNNING] = "running",     [STATE_BLOCKED] = "blocked",
    [STATE_DEAD] = "dead", [STATE_ALIVE] = "alive", [TRACE_STATE_ZOMBIE] = "zombie",
};

static const char *const doings[TRACE_DOINGS] = { [TRACE_STARTING] = "starting", [TRACE_WORKING] = "working" };

// A note's word, and how a person reads it: before the resource or the other task, and behind it.
static const struct note_row {
    const char *word, *before, *behind;
} notes[NOTE_KINDS] = {
    [NOTE_WAITS] = { "waits", "waits for ", "" },
    [NOTE_ACQUIRED] = { "acquired", "gets ", "" },
    [NOTE_RELEASED] = { "released", "gives back ", "" },
    [NOTE_TIMED_OUT] = { "timed_out", "waits no longer for ", "" },
    [NOTE_REQUESTED] = { "requested", "asks for ", "" },
    [NOTE_HONOURED] = { "honoured", "lets go of ", ", as it was asked" },
    [NOTE_HANDED] = { "handed", "has handed over ", "" },
    [NOTE_PUT] = { "put", "puts into ", "" },
    [NOTE_TOOK] = { "took", "takes from ", "" },
    [NOTE_ASKED] = { "asked", "asks ", "" },
    [NOTE_REFUSED] = { "refused", "is refused ", "" },
    [NOTE_AT] = { "step", "step", "" },
    [NOTE_STARTED] = { "started", "makes ", "" },
    [NOTE_JOINED] = { "joined", "sees the end of ", "" },
    [NOTE_SIGNALED] = { "signaled", "sends a signal to ", "" },
    [NOTE_RAISED] = { "raised", "raises an error", "" },
    [NOTE_OWN] = { "own", "own note", "" },
};

static const char *const questions[NOTE_QUESTIONS] = {
    [ASKED_EMPTY] = "empty",
    [ASKED_FULL] = "full",
    [ASKED_ALIVE] = "alive",
    [ASKED_SIZE] = "size",
};

static const char *const refusals[NOTE_REFUSALS] = {
    [REFUSED_EMPTY] = "empty",
    [REFUSED_FULL] = "full",
    [REFUSED_HELD] = "held",
    [REFUSED_NOT_HELD] = "not held",
    [REFUSED_CLOSED] = "closed",
    [REFUSED_OPEN] = "open",
    [REFUSED_SYSTEM] = "the system makes no task",
};

static const struct note_row *note_row(const struct trace_event *event)
{
    static const struct note_row unknown = { "note", "notes", "" };
    return event->note < NOTE_KINDS && notes[event->note].word ? &notes[event->note] : &unknown;
}

const char *trace_task_name(const struct trace_run *run, uint32_t task)
{
    return task < run->recording->task_count ? run->recording->tasks[task].name : NULL;
}

const char *trace_resource_name(const struct trace_run *run, uint32_t resource)
{
    return resource < run->recording->resource_count ? run->recording->resources[resource].name : NULL;
}

const char *trace_process_name(const struct trace_run *run, uint32_t process)
{
    const struct trace_process *one = &run->ids.processes[process];
    return one->main != TASK_NONE ? run->recording->tasks[one->main].name : run->lab ? run->lab->title : "program";
}

// ---- words ----------------------------------------------------------------------------------------------------------

const char *trace_word(const struct trace_event *event)
{
    switch ((enum trace_kind)event->kind) {
    case TRACE_STATE:
        return event->value >= 0 && event->value < TRACE_STATES ? states[event->value] : "unknown";
    case TRACE_WORK:
        return doings[event->value];
    case TRACE_NOTE:
        return note_row(event)->word;
    case TRACE_PRINT:
        return event->value == PRINTED_ERR ? "stderr" : "stdout";
    case TRACE_MARK:
        return event->text;
    default:
        return NULL;
    }
}

const char *trace_detail(const struct trace_event *event)
{
    if (event->kind == TRACE_MARK)
        return event->subject;
    if (event->kind != TRACE_NOTE)
        return NULL;
    if (event->note == NOTE_ASKED) {
        const unsigned question = note_question((uint16_t)event->value);
        return question < NOTE_QUESTIONS ? questions[question] : NULL;
    }
    if ((event->note == NOTE_REFUSED || event->note == NOTE_RAISED) && event->value < NOTE_REFUSALS)
        return refusals[event->value];
    return NULL;
}

const char *trace_category(const struct trace_event *event)
{
    static const char *const categories[TRACE_KINDS] = {
        [TRACE_TASK] = "task",   [TRACE_STATE] = "state",     [TRACE_WORK] = "work", [TRACE_WAIT] = "wait",
        [TRACE_HOLD] = "hold",   [TRACE_NOTE] = "note",       [TRACE_STEP] = "step", [TRACE_PRINT] = "print",
        [TRACE_LEVEL] = "level", [TRACE_COUNTER] = "counter", [TRACE_MARK] = "mark",
    };
    return categories[event->kind == TRACE_END ? event->of : event->kind];
}

// ---- names ----------------------------------------------------------------------------------------------------------

static void name_note(const struct trace_run *run, const struct trace_event *event, char name[TRACE_NAME_BYTES])
{
    const struct note_row *row = note_row(event);
    static const struct note_row impatient = { "timed_out", "its patience with ", " runs out" };
    const char *detail = trace_detail(event), *whom = trace_resource_name(run, event->resource);
    if (event->note == NOTE_TIMED_OUT && whom && run->recording->resources[event->resource].kind == RESOURCE_GIL)
        row = &impatient;
    if (event->other != TRACE_NONE && event->note != NOTE_REQUESTED)
        whom = trace_task_name(run, event->other);
    snprintf(name, TRACE_NAME_BYTES, "%s%s%s%s%s", row->before, whom ? whom : "", row->behind, detail ? ": " : "",
             detail ? detail : "");
}

static const char *name_printed(const struct trace_event *event, char name[TRACE_NAME_BYTES])
{
    trace_printed(event, true, name, 128);
    return *name ? name : strcpy(name, "(an empty line)");
}

static void name_step(const struct trace_event *event, char name[TRACE_NAME_BYTES])
{
    if (event->text)
        snprintf(name, TRACE_NAME_BYTES, "%s", event->text);
    else
        snprintf(name, TRACE_NAME_BYTES, "step %" PRId64, event->value);
}

static void name_wait(const struct trace_run *run, const struct trace_event *event, char name[TRACE_NAME_BYTES])
{
    const struct resource *resource = &run->recording->resources[event->resource];
    const char *other = trace_task_name(run, event->other);
    if (resource->kind == RESOURCE_TASK && other)
        snprintf(name, TRACE_NAME_BYTES, "waits for the end of %s", other);
    else if (resource->kind == RESOURCE_TASK)
        snprintf(name, TRACE_NAME_BYTES, "waits for an end");
    else if (resource->kind == RESOURCE_CLOCK)
        snprintf(name, TRACE_NAME_BYTES, "sleeps");
    else
        snprintf(name, TRACE_NAME_BYTES, "waits for %s", resource->name);
}

const char *trace_counter_title(const struct trace_run *run, uint32_t number, char name[TRACE_NAME_BYTES])
{
    char plain[LAB_TRACE_NAME_BYTES];
    snprintf(name, TRACE_NAME_BYTES, "%s%s", run->adds->counter_name(run->lab_trace, number, plain),
             run->about ? " (about when)" : "");
    return name;
}

const char *trace_name(const struct trace_run *run, const struct trace_event *event, char name[TRACE_NAME_BYTES])
{
    const char *resource = trace_resource_name(run, event->resource);
    *name = '\0';
    switch ((enum trace_kind)(event->kind == TRACE_END ? event->of : event->kind)) {
    case TRACE_WORK:
        return doings[event->value];
    case TRACE_WAIT:
        name_wait(run, event, name);
        break;
    case TRACE_HOLD:
        snprintf(name, TRACE_NAME_BYTES, "holds %s", resource);
        break;
    case TRACE_NOTE:
        name_note(run, event, name);
        break;
    case TRACE_STEP:
        name_step(event, name);
        break;
    case TRACE_PRINT:
        return name_printed(event, name);
    case TRACE_LEVEL:
        snprintf(name, TRACE_NAME_BYTES, "%s", resource);
        break;
    case TRACE_COUNTER:
        return trace_counter_title(run, event->number, name);
    default:
        return trace_word(event);
    }
    return name;
}

// ---- what stands beside it ------------------------------------------------------------------------------------------

static int64_t note_number(const struct trace_event *event)
{
    return event->note == NOTE_ASKED ? (int64_t)note_answer((uint16_t)event->value) : event->value;
}

// What the number of a note counts; NULL: it says nothing besides its name.
static const char *note_key(const struct trace_event *event)
{
    static const char *const keys[NOTE_KINDS] = {
        [NOTE_PUT] = "item",        [NOTE_TOOK] = "item",  [NOTE_ASKED] = "answer",
        [NOTE_SIGNALED] = "signal", [NOTE_OWN] = "number",
    };
    if (event->note == NOTE_RAISED && !trace_detail(event))
        return "number";
    return event->note < NOTE_KINDS ? keys[event->note] : NULL;
}

bool trace_number(const struct trace_event *event, int64_t *number)
{
    *number = event->kind == TRACE_NOTE ? note_number(event) : event->value;
    return event->kind == TRACE_LEVEL || event->kind == TRACE_COUNTER || event->kind == TRACE_MARK ||
           event->kind == TRACE_STEP || (event->kind == TRACE_NOTE && note_key(event));
}

int trace_args(const struct trace_run *run, const struct trace_event *event, struct trace_arg args[TRACE_ARGS_MAX])
{
    const char *other = trace_task_name(run, event->other);
    int count = 0;
    if (event->kind == TRACE_WAIT && other && run->recording->resources[event->resource].kind != RESOURCE_TASK)
        args[count++] = (struct trace_arg){ .key = "held_by", .text = other };
    if (event->kind == TRACE_NOTE && event->note == NOTE_REQUESTED && other)
        args[count++] = (struct trace_arg){ .key = "held_by", .text = other };
    if (event->kind == TRACE_NOTE && note_key(event))
        args[count++] = (struct trace_arg){ .key = note_key(event), .number = note_number(event) };
    if (event->kind == TRACE_STEP)
        args[count++] = (struct trace_arg){ .key = "step", .number = event->value };
    if (event->kind == TRACE_PRINT)
        args[count++] = (struct trace_arg){ .key = "stream", .text = trace_word(event) };
    if (event->kind == TRACE_MARK) {
        args[count++] = (struct trace_arg){ .key = event->counts, .number = event->value };
        if (other)
            args[count++] = (struct trace_arg){ .key = "other", .text = other };
        if (event->subject)
            args[count++] = (struct trace_arg){ .key = "variable", .text = event->subject };
        if (event->about)
            args[count++] = (struct trace_arg){ .key = "when", .text = "about" };
    }
    if (event->continued)
        args[count++] = (struct trace_arg){ .key = "continued", .text = "yes" };
    return count;
}

// ---- what was printed -----------------------------------------------------------------------------------------------

// Adds a character where it has room before the mark that it was cut; what stands for nothing becomes U+FFFD.
static bool add_character(char *text, size_t *length, size_t most, const char *bytes, size_t count, uint32_t character)
{
    const bool plain = character == '\n' || character == '\t' || utf8_is_plain(character);
    const char *added = plain ? bytes : "\xEF\xBF\xBD";
    const size_t adds = plain ? count : 3;
    if (*length + adds + 4 > most)
        return false;
    memcpy(text + *length, added, adds);
    *length += adds;
    return true;
}

const char *trace_printed(const struct trace_event *event, bool first_line, char *text, size_t text_bytes)
{
    size_t bytes = event->bytes, length = 0;
    bytes -= bytes > 0 && event->text[bytes - 1] == '\n';
    for (size_t at = 0; at < bytes;) {
        char piece[5] = { 0 }; // a character at most, ended by a zero
        memcpy(piece, event->text + at, bytes - at < 4 ? bytes - at : 4);
        uint32_t character = 0;
        size_t count = utf8_read(piece, &character);
        if (count == 0)
            count = 1; // a zero byte
        if ((first_line && character == '\n') ||
            !add_character(text, &length, text_bytes, piece, count, count && piece[0] ? character : UTF8_REPLACEMENT)) {
            memcpy(text + length, "…", 3);
            length += 3;
            break;
        }
        at += count;
    }
    text[length] = '\0';
    return text;
}
