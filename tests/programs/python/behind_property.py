# wrong: what a property keeps its value in.
# watch: account._balance
import sys
import threading

N = int(sys.argv[1]) if len(sys.argv) > 1 else 20000


class Account:
    def __init__(self):
        self._balance = 0

    @property
    def balance(self):
        return self._balance

    @balance.setter
    def balance(self, value):
        self._balance = value


account = Account()


def run(n):
    for _ in range(N):
        account.balance += n


threads = [threading.Thread(target=run, args=(n,)) for n in (5, 8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print('right', 13 * N, 'final', account.balance)
