# right: a lock that its thread takes again, alone and within a condition that lends it out.
# watch: balance
import sys
import threading

N = int(sys.argv[1]) if len(sys.argv) > 1 else 5000

balance = 0
guard = threading.RLock()
changed = threading.Condition(guard)
rounds = 0


def change_it(n):
    global balance
    with guard:
        balance = balance + n


def run(n):
    global rounds
    for i in range(N):
        with guard:
            change_it(n)
            change_it(-n)
        if i % 50 == 0:
            with changed:
                rounds += 1
                changed.notify_all()
                changed.wait(0.0005)
                change_it(0)


threads = [threading.Thread(target=run, args=(n,)) for n in (5, 8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
with guard:
    print('right', 0, 'final', balance)
