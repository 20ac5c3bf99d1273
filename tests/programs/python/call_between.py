# wrong: a call between load and store: wrong in every version.
# watch: balance
import sys
import threading

N = int(sys.argv[1]) if len(sys.argv) > 1 else 20000

balance = 0


def run(n):
    global balance
    for _ in range(N):
        balance = balance + int(n)
        balance = balance - int(n)


threads = [threading.Thread(target=run, args=(n,)) for n in (5, 8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print('right', 0, 'final', balance)
