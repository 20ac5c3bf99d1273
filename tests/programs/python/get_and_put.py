# wrong: loaded in one function, stored in another.
# watch: balance
import sys
import threading

N = int(sys.argv[1]) if len(sys.argv) > 1 else 20000

balance = 0


def get():
    return balance


def put(value):
    global balance
    balance = value


def run(n):
    for _ in range(N):
        put(get() + n)


threads = [threading.Thread(target=run, args=(n,)) for n in (5, 8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print('right', 13 * N, 'final', balance)
