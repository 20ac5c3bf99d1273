# right: a pool of threads under a lock.
# watch: balance
from concurrent.futures import ThreadPoolExecutor
import sys
import threading

N = int(sys.argv[1]) if len(sys.argv) > 1 else 20000

balance = 0
lock = threading.Lock()


def deposit(n):
    global balance
    with lock:
        balance = balance + n


with ThreadPoolExecutor(4) as pool:
    for _ in pool.map(deposit, range(N // 10)):
        pass
print('right', sum(range(N // 10)), 'final', balance)
