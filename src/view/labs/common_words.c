// What several labs' sentences say alike.
#include "view/labs/common_words.h"

#include "base/text.h"

const char *say_number(const struct saying *saying, uint64_t number)
{
    char buffer[TEXT_NUMBER_BYTES];
    const char *text = arena_printf(saying->arena, "%s", text_grouped(buffer, (int64_t)number));
    return text ? text : "";
}

const char *say_filled(const struct saying *saying, enum text_id id, const char *part)
{
    return text_fill(saying->arena, saying->language, id, &part, 1);
}

const char *say_workers(const struct saying *saying)
{
    static const enum text_id texts[WORKERS_COUNT][2] = {
        [WORKERS_THREADS] = { TEXT_THREADS_ID, TEXT_THREADS_ONE_ID },
        [WORKERS_PROCESSES] = { TEXT_PROCESSES_ID, TEXT_PROCESSES_ONE_ID },
    };
    const struct plan *plan = saying->plan;
    return say_filled(saying, texts[plan->kind][plan->tasks == 1], say_number(saying, plan->tasks));
}

const char *say_cores(const struct saying *saying)
{
    const uint32_t cores = saying->plan->cores;
    return say_filled(saying, cores == 1 ? TEXT_CORES_ONE_ID : TEXT_CORES_ID, say_number(saying, cores));
}
