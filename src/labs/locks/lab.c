// The locks' row in the table of labs.
#include "labs/locks/locks.h"

#include "base/fault.h"
#include "base/said.h"

// Holders are read from what was shared: they must be tasks of this recording.
static struct status check_recording(const struct recording *recording)
{
    const struct locks_shared *shared = program_lab_shared(recording);
    const int tasks = (int)recording->task_count;
    const struct status status = program_lab_check(&lab_locks, recording);
    if (!status_is_ok(status))
        return status;
    bool wrong = program_lock_holder(&shared->copied) >= tasks;
    for (uint32_t lock = 0; lock < LOCKS_MOST; lock++)
        wrong |= program_lock_holder(&shared->locks[lock]) >= tasks;
    wrong |= program_lock_taken(&shared->copied) > program_lock_taken(&shared->locks[LOCKS_COPY]) &&
             (atomic_load(&shared->told) >> LOCKS_COPY & 1);
    return wrong ? status_with(STATUS_BAD_FILE, FAULT_INCONSISTENT, part_text("locks: they are not those of its tasks"))
                 : status;
}

const struct lab lab_locks = {
    .id = LAB_LOCKS,
    .name = SAID("locks"),
    .title = SAID("Locks"),
    .settings = &locks_settings,
    .program = &locks_program,
    .resources = locks_resources,
    .resource_from = locks_resource_from,
    .check_recording = check_recording,
    .books = locks_books,
    .outcome = locks_outcome,
    .outcome_name = locks_outcome_name,
    .sentence = locks_sentence,
    .figures = locks_figures,
    .listing = locks_listing,
};
