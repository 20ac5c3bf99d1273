# right: many ask, one changes it.
# watch: balance
import queue
import sys
import threading

N = int(sys.argv[1]) if len(sys.argv) > 1 else 20000

balance = 0
asked = queue.Queue()


def run(n):
    for _ in range(N // 10):
        asked.put(n)
    asked.put(None)


def change():
    global balance
    ended = 0
    while ended < 2:
        n = asked.get()
        if n is None:
            ended += 1
        else:
            balance += n


teller = threading.Thread(target=change)
teller.start()


threads = [threading.Thread(target=run, args=(n,)) for n in (5, 8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
teller.join()
print('right', 13 * (N // 10), 'final', balance)
