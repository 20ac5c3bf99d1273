# right: the second begins when the first has ended.
# watch: balance
import sys
import threading

N = int(sys.argv[1]) if len(sys.argv) > 1 else 20000

balance = 0


def run(n):
    global balance
    for _ in range(N):
        balance = balance + n


for n in (5, 8):
    thread = threading.Thread(target=run, args=(n,))
    thread.start()
    thread.join()
print('right', 13 * N, 'final', balance)
