# right: one thread: sums, products, floats, what is only looked at.
# watch: balance
import sys
import threading

N = int(sys.argv[1]) if len(sys.argv) > 1 else 20000

balance: int = 0
for i in range(N):
    balance += i % 7
    balance = 2 + balance
    balance -= 2
    if balance + 1 > 3 and balance * 2 < 0 and not balance:
        print(balance)
while balance > 1000:
    balance = balance - 1000
balance = balance * 3
balance = balance + 0.5
balance = balance * 2
right = sum(i % 7 for i in range(N))
while right > 1000:
    right -= 1000
print('right', (right * 3 + 0.5) * 2, 'final', balance)
