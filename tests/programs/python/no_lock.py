# wrong: two threads, no lock; from 3.10 on nothing comes in between.
# watch: balance
import sys
import threading

N = int(sys.argv[1]) if len(sys.argv) > 1 else 20000

balance = 0


def change_it(n):
    global balance
    balance = balance + n
    balance = balance - n


def run(n):
    for _ in range(N):
        change_it(n)


threads = [threading.Thread(target=run, args=(n,)) for n in (5, 8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print('right', 0, 'final', balance)
