# What Python lets one do with an int, and the ways to bind a name: it prints the same watched as not.
import copy
import json
import math
import os
import pickle
import sys

balance = 0
def tries(what):
    try:
        print(what, eval(what, globals()))
    except Exception as error:
        print(what, type(error).__name__, error)
balance += 5
class Money(int):
    def __radd__(self, o): return 'money radd'
    def __add__(self, o): return 'money add'
m = Money(3)
class I:
    def __index__(self): return 3
EXPRESSIONS = [
    'balance ** 2',
    'divmod(balance, 3)',
    'pickle.loads(pickle.dumps(balance))',
    'type(pickle.loads(pickle.dumps(balance))) is int',
    'copy.copy(balance)',
    'copy.deepcopy([balance])',
    'json.dumps({"b": balance})',
    'format(balance, "05d")',
    '"%d %s %r" % (balance, balance, balance)',
    'hash(balance) == hash(5)',
    '{5: "x"}[balance]',
    '"abcdefgh"[:balance]',
    'list(range(balance))',
    'isinstance(balance, int)',
    'balance == 5, balance > 4, balance < 4.5, balance != 5',
    'balance + "x"',
    '"x" + balance',
    'balance - None',
    'balance + m',
    'm + balance',
    'balance * "ab"',
    '"ab" * balance',
    '[1] * balance',
    'balance @ 1',
    'balance + I()',
    '-balance, +balance, ~balance, abs(balance)',
    'balance << 70',
    'balance * 10**30',
    '(balance + 2**60) - 2**60',
    'balance / 0',
    'balance % 0',
    'balance // 0',
    'float(balance), complex(balance), bool(balance)',
    'balance + 1j',
    'balance + float("nan")',
    'balance + float("inf")',
    'round(balance, -1)',
    'balance.bit_length()',
    'balance.real, balance.imag',
    'int.__add__(balance, 3)',
    'sum([balance, balance])',
    'max(balance, 3)',
    'math.sqrt(balance)',
    '(balance).to_bytes(2, "big")',
    'str(balance), repr(balance)',
    '"{:>8}".format(balance)',
    'balance and 1',
    'balance is balance',
    'sys.getsizeof(balance) > 0',
    'id(balance) == id(balance)',
    'pow(balance, 2, 3)',
    'balance.__add__(1)',
    'balance.__radd__(1)',
    '[balance][0] + 1',
    '{balance} == {5}',
    'balance in (5,)',
    'int(balance) + 1',
    'balance.numerator',
    'hex(balance)',
    'chr(balance + 60)',
    'os.path.join("a", str(balance))',
    'balance.__class__.__name__',
    'Money(balance) + 1',
]
for expression in EXPRESSIONS:
    tries(expression)
try:
    balance += "x"
except TypeError as e:
    print(e)
try:
    balance -= [1]
except TypeError as e:
    print(e)
balance = balance * 10**20
print(balance)
balance = 0.5
balance += float('nan')
print(balance)
balance = 0
del balance
try:
    balance
except NameError as e:
    print(e)
balance, other = 0, 0
balance = other = 0
balance: int = 0
balance += 1
for balance in range(3):
    pass
print(balance)
if sys.version_info >= (3, 8):
    exec('print((balance := balance + 4))')
exec('balance = balance + 3')
print(balance, eval('balance + 1'))
class C:
    balance = 7
    balance += 1
print(C.balance)
def outer():
    balance = 1
    def inner():
        nonlocal balance
        balance += 1
    inner()
    return balance
print(outer(), [balance for balance in range(2)], balance)
def rec(n):
    global balance
    balance = balance + 1
    return rec(n + 1)
try:
    rec(0)
except RecursionError as e:
    print('recursion')
balance = 0
def boom():
    global balance
    try:
        balance = balance + 1
        raise ValueError(balance)
    finally:
        balance += 1
try:
    boom()
except ValueError as e:
    print('boom', e, balance)
