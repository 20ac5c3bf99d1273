# wrong: each has a lock of its own.
# watch: balance
import sys
import threading

N = int(sys.argv[1]) if len(sys.argv) > 1 else 20000

balance = 0
locks = {5: threading.Lock(), 8: threading.Lock()}


def run(n):
    global balance
    for _ in range(N):
        with locks[n]:
            balance = balance + int(n)


threads = [threading.Thread(target=run, args=(n,)) for n in (5, 8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print('right', 13 * N, 'final', balance)
