# Threads that end half-way, and processes.
import os
import sys
import threading

balance = 0
how = sys.argv[1]


def run(n, k=2000):
    global balance
    for i in range(k):
        balance = balance + n
        if how == 'die' and i == 700:
            raise SystemExit
        if how == 'raise' and i == 700:
            raise ValueError('half-way')
        if how == 'exit' and i == 1500 and n == 8:
            os._exit(3)
        if how == 'fork' and i == 500 and n == 8:
            pid = os.fork()
            if pid == 0:
                balance = balance + 1
                os._exit(0)
            os.waitpid(pid, 0)
        if how == 'kill' and i == 900 and n == 8:
            os.kill(os.getpid(), 9)
        balance = balance - n


def another_interpreter():
    try:
        try:
            import _xxsubinterpreters as interpreters
        except ImportError:
            import _interpreters as interpreters
    except ImportError:
        return
    one = interpreters.create()
    run = getattr(interpreters, 'run_string', None) or interpreters.exec
    run(one, 'balance = 0\nfor i in range(9):\n    balance += 1')
    interpreters.destroy(one)


if how == 'another':
    another_interpreter()
threads = [threading.Thread(target=run, args=(n,)) for n in (5, 8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print('final', balance)
