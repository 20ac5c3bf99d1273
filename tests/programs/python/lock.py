# right: every update under one lock.
# watch: balance
import sys
import threading

N = int(sys.argv[1]) if len(sys.argv) > 1 else 20000

balance = 0
lock = threading.Lock()


def run(n):
    global balance
    for _ in range(N):
        with lock:
            balance = balance + n
        lock.acquire()
        try:
            balance -= n
        finally:
            lock.release()


threads = [threading.Thread(target=run, args=(n,)) for n in (5, 8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print('right', 0, 'final', balance)
