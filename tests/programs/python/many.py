# right: sixteen threads, one lock.
# watch: balance
import sys
import threading

N = int(sys.argv[1]) if len(sys.argv) > 1 else 20000

balance = 0
lock = threading.Lock()


def run(n):
    global balance
    for _ in range(N // 16):
        with lock:
            balance = balance + n
        with lock:
            balance = balance - n


threads = [threading.Thread(target=run, args=(n,)) for n in range(16)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print('right', 0, 'final', balance)
