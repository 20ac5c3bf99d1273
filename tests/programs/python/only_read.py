# right: sums that are made of it and never stored in it.
# watch: balance
import sys
import threading

N = int(sys.argv[1]) if len(sys.argv) > 1 else 20000

balance = 1000
kept = []


def run(n):
    for i in range(N):
        x = balance + n
        y = x * 2 - balance
        if balance - n > 10000:
            kept.append(x)
        if i % 100 == 0:
            kept.append(balance + i)
        str(balance + 1), abs(balance - 2), [balance + 3], {4: balance + 4}
        y = x


threads = [threading.Thread(target=run, args=(n,)) for n in (5, 8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
for n in kept:
    balance - n
balance = balance + 1
print('right', 1001, 'final', balance)
