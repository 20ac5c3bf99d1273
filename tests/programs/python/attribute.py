# wrong: an attribute, changed by methods.
# watch: account.balance
import sys
import threading

N = int(sys.argv[1]) if len(sys.argv) > 1 else 20000


class Account:
    def __init__(self):
        self.balance = 0

    def deposit(self, n):
        self.balance = self.balance + int(n)

    def withdraw(self, n):
        self.balance -= int(n)


account = Account()


def run(n):
    for _ in range(N):
        account.deposit(n)
        account.withdraw(n)


threads = [threading.Thread(target=run, args=(n,)) for n in (5, 8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print('right', 0, 'final', account.balance)
