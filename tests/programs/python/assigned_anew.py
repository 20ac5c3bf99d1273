# right: one run after the other, each from an assignment on.
# watch: balance
import sys
import threading

N = int(sys.argv[1]) if len(sys.argv) > 1 else 20000

lock = threading.Lock()


def run(n):
    global balance
    for _ in range(N // 3):
        with lock:
            balance = balance + n


def reset():
    global balance
    balance = 7


for _ in (1, 2, 3):
    balance = 0
    threads = [threading.Thread(target=run, args=(n,)) for n in (5, 8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
before = balance
reset()
balance += 1
print('right', 8, 'final', balance)
