# right: each process has a balance of its own.
# watch: balance
import os
import sys
import threading

N = int(sys.argv[1]) if len(sys.argv) > 1 else 20000

balance = 1


def run(n):
    global balance
    for _ in range(N // 10):
        balance = balance + n


balance += 1
children = []
for n in (5, 8):
    child = os.fork()
    if child == 0:
        run(n)
        os._exit(0 if balance == 2 + n * (N // 10) else 1)
    children.append(child)
failed = [os.waitpid(child, 0)[1] for child in children]
balance += 1
print('right', 3 if failed == [0, 0] else failed, 'final', balance)
