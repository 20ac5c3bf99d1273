# right: each thread sums for itself, the sums are added at the end.
# watch: balance
import sys
import threading

N = int(sys.argv[1]) if len(sys.argv) > 1 else 20000

balance = 0
own = threading.local()
sums = []


def run(n):
    own.sum = 0
    for _ in range(N):
        own.sum += n
    sums.append(own.sum)


threads = [threading.Thread(target=run, args=(n,)) for n in (5, 8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
for one in sums:
    balance += one
print('right', 13 * N, 'final', balance)
