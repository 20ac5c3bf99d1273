# wrong: loaded in one line, stored in another.
# watch: balance
import time
import sys
import threading

N = int(sys.argv[1]) if len(sys.argv) > 1 else 20000

balance = 0


def run(n):
    global balance
    for i in range(N // 20):
        seen = balance
        time.sleep(0)
        balance = seen + n


threads = [threading.Thread(target=run, args=(n,)) for n in (5, 8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print('right', 13 * (N // 20), 'final', balance)
