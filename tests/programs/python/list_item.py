# wrong: an item of a list.
# watch: table[1]
import sys
import threading

N = int(sys.argv[1]) if len(sys.argv) > 1 else 20000

table = [10, 20, 30]


def run(n):
    for _ in range(N):
        table[1] += int(n)
        table[2] += n


threads = [threading.Thread(target=run, args=(n,)) for n in (5, 8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print('right', 20 + 13 * N, 'final', table[1])
