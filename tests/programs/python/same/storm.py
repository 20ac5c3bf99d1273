# Threads that switch all the time and keep what they loaded: where nobody can know the order of the stores, nothing is claimed.
# words: updates of a thread, threads, what they do, switch interval in seconds
import sys
import threading

UPDATES, THREADS, KIND, INTERVAL = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], float(sys.argv[4])
sys.setswitchinterval(INTERVAL)
balance = 0
seen = []


def run(n):
    global balance
    for i in range(UPDATES):
        if KIND == 'remember':
            seen.append(balance)
            balance = balance + int(n)
            if len(seen) > 50:
                seen.clear()
        elif KIND == 'locals':
            x = balance
            y = x + n
            if i % 3 == 0:
                int(n)
            balance = y
            z = balance - 1
        elif KIND == 'chain':
            balance = balance + int(n) + i - i
        elif KIND == 'put back':
            old = balance
            balance = balance + int(n)
            if i % 50 == 0:
                balance = old
        else:
            balance = balance + int(n)


threads = [threading.Thread(target=run, args=(n + 1,)) for n in range(THREADS)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print('right', UPDATES * THREADS * (THREADS + 1) // 2, 'final', balance)
