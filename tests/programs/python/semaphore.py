# right: a semaphore of one is a lock.
# watch: balance
import sys
import threading

N = int(sys.argv[1]) if len(sys.argv) > 1 else 20000

balance = 100
turn = threading.BoundedSemaphore(1)


def run(n):
    global balance
    for _ in range(N):
        with turn:
            balance = balance + n


threads = [threading.Thread(target=run, args=(n,)) for n in (5, 8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print('right', 100 + 13 * N, 'final', balance)
