# Every use of an int and a float that prints the same whether balance and price are watched or not; ends by an error.
import json, pickle, copy, sys, math, struct, array, operator, decimal, fractions, random, collections, string, traceback, warnings, inspect, threading, os
balance = 41
price = 2.5
def show(*a): print(*a)
balance = balance + 1
price = price * 2
for x in (balance, price):
    show(x, repr(x), str(x), format(x, '10'), '%d %s %r %5.2f' % (x, x, x, x), f'{x:>8} {x!r}', hash(x), bool(x), x == 42, x != 42, x < 50, 50 > x, x >= 5.0, x in (42, 5.0), {x: 1}, {42: 'a', 5.0: 'b'}[x])
    show(json.dumps([x, {'a': x}]), pickle.loads(pickle.dumps(x)), type(pickle.loads(pickle.dumps(x, 0))), copy.copy(x), copy.deepcopy([x]), type(x).__name__, type(x), isinstance(x, (int, float)), x.__class__.__name__)
    show(x + 1, 1 + x, x - 1, 100 - x, x * 2, 2 * x, x / 2, 85 / x, x // 2, 85 // x, x % 5, 101 % x, -x, +x, abs(-x), x ** 2, 2 ** x, divmod(x, 4), divmod(100, x), pow(x, 2), round(x, 1), math.floor(x), math.sqrt(x), int(x), float(x), complex(x), x + 2j, 2j * x)
    show(x + decimal.Decimal(1) if isinstance(x, int) else 0, x * fractions.Fraction(1, 3), fractions.Fraction(1, 3) + x, sum([x, x, 1]), max(x, 3), min(3, x), sorted([x, 3, 99, -x]))
    try: x + 'a'
    except TypeError as e: show(e)
    try: 'a' + x
    except TypeError as e: show(e)
    try: x / 0
    except ZeroDivisionError as e: show(e)
    try: x()
    except TypeError as e: show(e)
    try: x.nothing
    except AttributeError as e: show(e)
show(balance << 2, balance >> 1, balance & 7, balance | 1, balance ^ 3, ~balance, bin(balance), hex(balance), oct(balance), chr(balance), list(range(balance))[-1], [0] * balance == [0] * 42, 'ab' * balance == 'ab' * 42, list('x' * 50)[balance], balance.bit_length(), balance.to_bytes(2, 'big'), balance.real, balance.numerator, struct.pack('i', balance), array.array('i', [balance]), operator.index(balance))
show(price.hex(), price.is_integer(), price.as_integer_ratio(), struct.pack('d', price))
show(type(balance)(7), type(type(balance)(7)) is int, type(price)(7), isinstance(True, type(balance)) if False else 0)
big = 3
balance = balance * 10 ** 17
show(balance, balance * 10, balance * 10 ** 30, balance + 2 ** 70, 2 ** 70 - balance)
balance = balance * 10 ** 30
show(balance)
def oops():
    global balance
    balance = balance + undefined
try: oops()
except NameError: traceback.print_exc(file=sys.stdout)
show(inspect.getsource(oops), oops.__code__.co_consts, oops.__code__.co_names, len(oops.__code__.co_code))
show(sorted(n for n in globals() if 'race' in n), __name__, __file__, __doc__, __spec__, type(__loader__).__name__, sys.argv, [m for m in sys.modules if 'race' in m or m in ('opcode', '_opcode')])
show(os.environ.get('PYTHONPATH'), sys.path[0], sys.flags.optimize, sys.meta_path == sys.meta_path, len(sys.meta_path), len(sys.path_hooks))
for f in (print,): f(balance, file=sys.stderr)
class Thing:
    balance = 3
    def __init__(self): self.balance = 0
Thing().balance += 1
1 / 0
