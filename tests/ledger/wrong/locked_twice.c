// truth: owner lost=0 pairs=no guarded=lock let_go=yes
// truth: total lost=1 pairs=no guarded=lock let_go=yes
// truth: kept lost=0 pairs=no guarded=lock let_go=no
#include "../truth.h"

static int owner, total, kept;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER, outer = PTHREAD_MUTEX_INITIALIZER;

// No access is without the lock. Both find the owner's place free and take it, both add to what they found; only `kept` has
// another lock that is not let go.
static void *work(void *number)
{
    pthread_mutex_lock(&lock);
    const int has_owner = owner, found = total;
    pthread_mutex_unlock(&lock);
    meet(THREADS);
    if (!has_owner) {
        pthread_mutex_lock(&lock);
        owner = 7;
        pthread_mutex_unlock(&lock);
    }
    pthread_mutex_lock(&lock);
    total = found + 1 + (int)(long)number;
    pthread_mutex_unlock(&lock);
    pthread_mutex_lock(&outer);
    pthread_mutex_lock(&lock);
    const int seen = kept;
    pthread_mutex_unlock(&lock);
    pthread_mutex_lock(&lock);
    kept = seen + 1;
    pthread_mutex_unlock(&lock);
    pthread_mutex_unlock(&outer);
    return NULL;
}

int main(void)
{
    run_threads(work);
    tell("total", total, 3);
    tell("kept", kept, THREADS);
    return 0;
}
