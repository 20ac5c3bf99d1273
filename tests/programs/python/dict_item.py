# wrong: an item of a dict.
# watch: bank['b']
import sys
import threading

N = int(sys.argv[1]) if len(sys.argv) > 1 else 20000

bank = {'a': 1, 'b': 0}


def run(n):
    for _ in range(N):
        bank['b'] = bank.get('b', 0) + n


threads = [threading.Thread(target=run, args=(n,)) for n in (5, 8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print('right', 13 * N, 'final', bank['b'])
