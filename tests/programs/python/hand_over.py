# right: two take turns by a condition.
# watch: balance
import sys
import threading

N = int(sys.argv[1]) if len(sys.argv) > 1 else 20000

balance = 0
turn = 5
changed = threading.Condition()


def run(n):
    global balance, turn
    for _ in range(N // 20):
        with changed:
            while turn != n:
                changed.wait()
            balance = balance + n
            turn = 13 - n
            changed.notify()


threads = [threading.Thread(target=run, args=(n,)) for n in (5, 8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print('right', 13 * (N // 20), 'final', balance)
