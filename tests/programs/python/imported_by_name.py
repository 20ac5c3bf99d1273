# wrong: a variable of this program that an import has bound: the module's own is another.
# watch: total
import sys
import threading

from of_a_module_bank import change, total

N = int(sys.argv[1]) if len(sys.argv) > 1 else 20000


def run(n):
    global total
    for _ in range(N):
        total = total + int(n)


threads = [threading.Thread(target=run, args=(n,)) for n in (5, 8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
change(1)
print('right', 13 * N, 'final', total)
