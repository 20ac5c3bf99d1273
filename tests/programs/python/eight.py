# wrong: eight threads that switch all the time.
# watch: balance
import sys
import threading

N = int(sys.argv[1]) if len(sys.argv) > 1 else 20000

balance = 0
sys.setswitchinterval(1e-5)


def run(n):
    global balance
    for _ in range(N // 8):
        balance = balance + int(n)
        balance = balance - int(n)


threads = [threading.Thread(target=run, args=(n,)) for n in range(1, 9)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print('right', 0, 'final', balance)
