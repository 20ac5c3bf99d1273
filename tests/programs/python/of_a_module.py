# wrong: a variable of a module that the program imports.
# watch: total
import sys
import threading

N = int(sys.argv[1]) if len(sys.argv) > 1 else 20000

import of_a_module_bank as bank


def run(n):
    for _ in range(N):
        bank.change(n)


threads = [threading.Thread(target=run, args=(n,)) for n in (5, 8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print('right', 13 * N, 'final', bank.total)
