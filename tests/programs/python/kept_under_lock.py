# right: what was loaded is kept until long after it was stored, all of it under the lock.
# watch: balance
import sys
import threading

N = int(sys.argv[1]) if len(sys.argv) > 1 else 20000

balance = 0
lock = threading.Lock()


def run(n):
    global balance
    for _ in range(N // 10):
        with lock:
            kept = balance
            int(n)
            balance = kept + n


threads = [threading.Thread(target=run, args=(n,)) for n in (5, 8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print('right', 13 * (N // 10), 'final', balance)
