# wrong: looked at, then taken from.
# watch: balance
import sys
import threading

N = int(sys.argv[1]) if len(sys.argv) > 1 else 20000

balance = 10 * N
taken = []


def run(n):
    global balance
    mine = 0
    while balance >= n:
        balance = balance - int(n)
        mine += n
    taken.append(mine)


threads = [threading.Thread(target=run, args=(n,)) for n in (5, 8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print('right', 10 * N - sum(taken), 'final', balance)
