# wrong: the same in a slot.
# watch: account.balance
import sys
import threading

N = int(sys.argv[1]) if len(sys.argv) > 1 else 20000


class Account:
    __slots__ = ('balance',)

    def __init__(self):
        self.balance = 0


account = Account()


def run(n):
    for _ in range(N):
        account.balance = account.balance + int(n)
        account.balance = account.balance - int(n)


threads = [threading.Thread(target=run, args=(n,)) for n in (5, 8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print('right', 0, 'final', account.balance)
