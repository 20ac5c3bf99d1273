// What a worker does from its first instruction to its last: introduce itself, stand at the starting line, work,
// report.
#ifndef RUN_WORKER_H
#define RUN_WORKER_H

// The function of every worker, thread or process; argument is its struct run_slot.
void run_worker_main(void *argument);

#endif
