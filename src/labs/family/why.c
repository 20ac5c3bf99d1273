// Why a run of the family came so, in a sentence, and its own figures.
#include "labs/family/family.h"

#include "base/json.h"
#include "base/said.h"
#include "base/text.h"

#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>

// ---- why ------------------------------------------------------------------------------------------------------------

struct telling {
    const struct recording *recording;
    const struct family_shared *shared;
    char *sentence;
};

__attribute__((format(printf, 2, 3))) static void tell(const struct telling *telling, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(telling->sentence, LAB_SENTENCE_BYTES, format, arguments);
    va_end(arguments);
}

static bool was_adopted(const struct telling *telling, uint32_t task)
{
    return telling->shared->parent_last[task] != 0 &&
           telling->shared->parent_last[task] == telling->recording->facts->supervisor_pid;
}

static bool ended_by(const struct recording *recording, uint32_t task, int signal_number)
{
    return task < recording->task_count && recording->tasks[task].end == TASK_SIGNALED &&
           recording->tasks[task].end_code == signal_number;
}

static void why_fork(const struct telling *telling)
{
    const uint32_t twice = family_lines_twice(telling->recording);
    if (twice > 0)
        tell(telling, said("fork copied the parent with the line in its buffer: both let it out at their end. %s"),
             was_adopted(telling, 1) ? said("The parent ended first, so the child has another one.")
                                     : said("Who prints first is up to the scheduler."));
    else
        tell(telling, said("The line before the fork was let out once only."));
}

static void why_globals(const struct telling *telling)
{
    const struct recording *recording = telling->recording;
    const struct family_shared *shared = telling->shared;
    if (!shared->pages_known)
        tell(telling,
             said("The child set its own x to %" PRId64 "; main's x is %" PRId64 ". The system does not tell pages."),
             shared->x_of_child, shared->x_of_main);
    else
        tell(telling,
             said("Same address, two variables: x is %" PRId64 " in the child and %" PRId64
                  " in main. Reading copied %" PRIu32 " pages, reading as Python does %" PRIu32 ", writing %" PRIu32
                  "."),
             shared->x_of_child, shared->x_of_main, family_pages_own(recording, FAMILY_READ),
             family_pages_own(recording, FAMILY_COUNTED), family_pages_own(recording, FAMILY_WRITTEN));
}

static void why_join(const struct telling *telling)
{
    tell(telling, said("join waits for the end and reaps: sys.exit(3) gave %" PRId32 ", the exception %" PRId32 "."),
         telling->recording->tasks[1].end_code, telling->recording->tasks[2].end_code);
}

static void why_join_timeout(const struct telling *telling)
{
    tell(telling,
         family_gave_up(telling->recording)
             ? said("join(timeout) returned None because the time was over, not because the child was: ask is_alive().")
             : said("The child ended before the time was over."));
}

static void why_ended(const struct telling *telling, int signal_number, const char *asked)
{
    const struct recording *recording = telling->recording;
    const uint64_t request = family_asked_ns(recording, 1, signal_number), died = family_died_ns(recording, 1);
    char gap[TEXT_NUMBER_BYTES];
    if (!ended_by(recording, 1, signal_number) || request == FAMILY_NEVER || died < request)
        tell(telling, said("The child did not end by %s."), asked);
    else
        tell(telling,
             recording->facts->states_source == STATES_KERNEL
                 ? said("%s only asks: the child was dead %s later%s.")
                 : said("%s only asks: the child was seen dead %s later%s."),
             asked, text_duration(gap, died - request),
             family_alive_after(recording, 1) == 1 ? said(", so is_alive() right after it was True") : "");
}

static void why_terminate(const struct telling *telling) { why_ended(telling, SIGTERM, "terminate()"); }

static void why_kill(const struct telling *telling)
{
    if (ended_by(telling->recording, 1, SIGKILL) && family_gave_up(telling->recording))
        tell(telling,
             said("The child ignores SIGTERM, so terminate() did nothing; SIGKILL nobody can ignore: exit code -9, and "
                  "its unwritten line is gone."));
    else
        why_ended(telling, SIGKILL, "kill()");
}

static void why_daemon(const struct telling *telling)
{
    tell(telling, ended_by(telling->recording, 1, SIGTERM)
                      ? said("Main came to its normal end: its exit handler sent the daemon SIGTERM and joined it.")
                      : said("The daemon had ended by itself before main did."));
}

static void why_main_killed(const struct telling *telling)
{
    if (!was_adopted(telling, 1))
        tell(telling, said("The daemon had ended before main was killed."));
    else
        tell(telling,
             said("SIGKILL runs no exit handler: nobody ended the daemon. It lived on, adopted by process %" PRId64
                  ", this run's supervisor, as init would."),
             telling->shared->parent_last[1]);
}

static void why_zombie(const struct telling *telling)
{
    uint32_t seen = 0;
    for (uint32_t t = 1; t < telling->recording->task_count && t < 5; t++)
        seen += family_reaped_at(telling->recording, t) != 0;
    tell(telling,
         said("A child that ended stays a zombie until its parent looks: join, is_alive, active_children and the next "
              "start reaped %" PRIu32 " of 4."),
         seen);
}

static void why_orphan(const struct telling *telling)
{
    if (was_adopted(telling, 2))
        tell(telling,
             said("P1 ended, so P2 got another parent: not P0, its grandparent, but process %" PRId64
                  ", this run's supervisor, which adopts as init does."),
             telling->shared->parent_last[2]);
    else
        tell(telling, said("P2 did not outlive P1."));
}

static void why_called(const struct telling *telling)
{
    tell(telling,
         said("target=f() calls f at once, in the parent, and hands its result, None, to Process: the child does "
              "nothing and exits with %" PRId32 "."),
         telling->recording->tasks[1].end_code);
}

// Each tells of all tasks that its variant makes.
static void (*const whys[FAMILY_VARIANTS])(const struct telling *telling) = {
    [FAMILY_FORK_TWICE] = why_fork,     [FAMILY_GLOBALS] = why_globals,
    [FAMILY_JOIN] = why_join,           [FAMILY_JOIN_TIMEOUT] = why_join_timeout,
    [FAMILY_TERMINATE] = why_terminate, [FAMILY_KILL] = why_kill,
    [FAMILY_DAEMON] = why_daemon,       [FAMILY_MAIN_KILLED] = why_main_killed,
    [FAMILY_ZOMBIE] = why_zombie,       [FAMILY_ORPHAN] = why_orphan,
    [FAMILY_CALLED] = why_called,
};

char *family_sentence(const struct recording *recording, char sentence[LAB_SENTENCE_BYTES])
{
    const struct telling telling = { recording, program_lab_shared(recording), sentence };
    const uint32_t variant = family_plan_of(recording->plan)->variant;
    if (recording->facts->ended == RUN_DEADLINE)
        tell(&telling, said("It did not end by itself within the deadline."));
    else if (recording->task_count <= family_children(variant))
        tell(&telling, said("Not every process that should be was made."));
    else
        whys[variant](&telling);
    return sentence;
}

// ---- figures --------------------------------------------------------------------------------------------------------

static const char *step_name(enum family_step step)
{
    switch (step) {
    case FAMILY_STEP_JOIN:
    case FAMILY_STEP_JOIN_SECOND:
    case FAMILY_STEP_JOIN_TIMEOUT:
        return "join";
    case FAMILY_STEP_ASK:
    case FAMILY_STEP_TERMINATE:
    case FAMILY_STEP_KILL:
        return "is_alive";
    case FAMILY_STEP_ACTIVE:
        return "active_children";
    case FAMILY_STEP_START:
    case FAMILY_STEP_START_NEXT:
        return "start";
    default:
        return NULL;
    }
}

static void write_child(struct json *json, const struct recording *recording, uint32_t t)
{
    const struct family_shared *shared = program_lab_shared(recording);
    const uint64_t died = family_died_ns(recording, t), seen = recording->tasks[t].joined_ns;
    json_object_begin(json);
    json_key_string(json, "name", recording->tasks[t].name);
    json_key_string(json, "reaped_in", step_name(family_reaped_at(recording, t)));
    json_key_uint(json, "zombie_ns", died != FAMILY_NEVER && seen > died ? seen - died : 0);
    json_key_int(json, "parent_pid_last", shared->parent_last[t]);
    json_object_end(json);
}

static void write_request(struct json *json, const struct recording *recording)
{
    const int signal_number = family_plan_of(recording->plan)->variant == FAMILY_KILL ? SIGKILL : SIGTERM;
    const uint64_t request = family_asked_ns(recording, 1, signal_number);
    if (request == FAMILY_NEVER)
        return;
    const uint64_t died = family_died_ns(recording, 1);
    const int alive = family_alive_after(recording, 1);
    if (alive >= 0)
        json_key_bool(json, "alive_right_after", alive == 1);
    if (died != FAMILY_NEVER && died > request)
        json_key_uint(json, "request_to_death_ns", died - request);
}

static void write_pages(struct json *json, const struct recording *recording)
{
    const struct family_shared *shared = program_lab_shared(recording);
    static const char *const names[] = { "left", "read", "read_as_python", "written", "all" };
    json_key_int(json, "x_of_child", shared->x_of_child);
    json_key_int(json, "x_of_main", shared->x_of_main);
    json_key_uint(json, "minor_faults", shared->minor_faults);
    json_key(json, "pages_copied");
    if (!shared->pages_known) {
        json_null(json);
        return;
    }
    json_object_begin(json);
    for (int touch = 0; touch <= FAMILY_TOUCHES; touch++)
        json_key_uint(json, names[touch], family_pages_own(recording, (enum family_touch)touch));
    json_object_end(json);
}

void family_figures(const struct recording *recording, struct json *json)
{
    const uint32_t variant = family_plan_of(recording->plan)->variant;
    json_key(json, "children");
    json_array_begin(json);
    for (uint32_t t = 1; t < recording->task_count && t < FAMILY_TASKS; t++)
        write_child(json, recording, t);
    json_array_end(json);
    if (recording->task_count > 1)
        write_request(json, recording);
    if (variant == FAMILY_GLOBALS)
        write_pages(json, recording);
    json_key_uint(json, "lines_twice", family_lines_twice(recording));
    json_key_int(json, "supervisor_pid", recording->facts->supervisor_pid);
}
