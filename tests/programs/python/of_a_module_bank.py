# The module of of_a_module.py.
total = 0


def change(n):
    global total
    total = total + int(n)
