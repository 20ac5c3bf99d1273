# wrong: each update has a lock of its own; from 3.10 on nothing comes in between.
# watch: balance
import sys
import threading

N = int(sys.argv[1]) if len(sys.argv) > 1 else 20000

balance = 0


def run(n):
    global balance
    for _ in range(N):
        with threading.Lock():
            balance = balance + n
        with threading.Lock():
            balance = balance - n


threads = [threading.Thread(target=run, args=(n,)) for n in (5, 8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print('right', 0, 'final', balance)
