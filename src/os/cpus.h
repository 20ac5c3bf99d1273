// Which cpus there are for us.
#ifndef OS_CPUS_H
#define OS_CPUS_H

#define OS_CPUS_MAX 1024

// The cpus this process may use: the affinity of the calling thread as it was at the first call, ascending by the
// system's number. Never empty; beyond OS_CPUS_MAX the highest are left out.
struct os_cpus {
    int count;
    int ids[OS_CPUS_MAX];
};

// Valid for ever and never changed. Not thread-safe the first time.
const struct os_cpus *os_cpus_allowed(void);

// The cpu the calling thread is on at this moment, or -1 where it cannot be told.
int os_cpu_now(void);

#endif
