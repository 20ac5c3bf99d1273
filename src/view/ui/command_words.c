// Counts the tasks, and looks up what ended the command.
#include "view/ui/command_words.h"

#include "base/text.h"

#include <signal.h>

const char *command_tasks_words(struct arena *arena, enum language language, const struct recording *recording)
{
    uint64_t processes = 0, all = recording->task_count + recording->command->folded_tasks;
    char threads_text[TEXT_NUMBER_BYTES], processes_text[TEXT_NUMBER_BYTES];
    for (uint32_t t = 0; t < recording->task_count; t++)
        processes += recording->tasks[t].kind == TASK_PROCESS;
    const char *parts[] = { text_grouped(threads_text, (int64_t)all),
                            text_grouped(processes_text, (int64_t)processes) };
    // Of what was not kept one by one it is not known which it was.
    const enum text_id text = recording->command->folded_tasks ? TEXT_COMMAND_TASKS_ID
                              : processes <= 1                 ? TEXT_COMMAND_THREADS_ID
                              : processes == all               ? TEXT_COMMAND_PROCESSES_ID
                                                               : TEXT_COMMAND_THREADS_IN_ID;
    return text_fill(arena, language, text, parts, 2);
}

const char *signal_words(struct arena *arena, enum language language, int number)
{
    static const struct {
        int number;
        const char *name;
    } names[] = { { SIGINT, "SIGINT" },   { SIGKILL, "SIGKILL" }, { SIGTERM, "SIGTERM" }, { SIGSEGV, "SIGSEGV" },
                  { SIGPIPE, "SIGPIPE" }, { SIGABRT, "SIGABRT" }, { SIGSTOP, "SIGSTOP" }, { SIGCONT, "SIGCONT" },
                  { SIGHUP, "SIGHUP" },   { SIGCHLD, "SIGCHLD" }, { SIGUSR1, "SIGUSR1" }, { SIGUSR2, "SIGUSR2" },
                  { SIGQUIT, "SIGQUIT" }, { SIGBUS, "SIGBUS" },   { SIGFPE, "SIGFPE" },   { SIGILL, "SIGILL" },
                  { SIGALRM, "SIGALRM" }, { SIGTRAP, "SIGTRAP" } };
    char text[TEXT_NUMBER_BYTES];
    const char *part = text;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i].number == number)
            return names[i].name;
    text_grouped(text, number);
    return text_fill(arena, language, TEXT_NOW_SIGNAL_NUMBER_ID, &part, 1);
}

const char *command_end_words(struct arena *arena, enum language language, const struct recording *recording,
                              bool brief)
{
    static const enum text_id ends[COMMAND_ENDS][2] = {
        [COMMAND_EXITED] = { TEXT_COMMAND_EXITED_ID, TEXT_COMMAND_EXITED_BRIEF_ID },
        [COMMAND_SIGNALED] = { TEXT_COMMAND_SIGNALED_ID, TEXT_COMMAND_SIGNALED_BRIEF_ID },
        [COMMAND_RUNNING] = { TEXT_COMMAND_RUNNING_ID, TEXT_COMMAND_RUNNING_BRIEF_ID },
    };
    const struct recorded_command *command = recording->command;
    const struct run_facts *facts = recording->facts;
    const uint64_t ns = facts->ended_ns > facts->released_ns ? facts->ended_ns - facts->released_ns : 0;
    char number[TEXT_NUMBER_BYTES], time[TEXT_NUMBER_BYTES];
    const char *code = command->end == COMMAND_SIGNALED ? signal_words(arena, language, command->code)
                                                        : text_grouped(number, command->code);
    const char *parts[] = { text_duration(time, ns), code };
    if (facts->ended == RUN_DEADLINE)
        return text_fill(arena, language, brief ? TEXT_COMMAND_DEADLINE_BRIEF_ID : TEXT_COMMAND_DEADLINE_ID, parts, 1);
    if (command->end >= COMMAND_ENDS)
        return "";
    return text_fill(arena, language, ends[command->end][brief], brief ? &code : parts, brief ? 1 : 2);
}
