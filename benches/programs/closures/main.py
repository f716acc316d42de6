# Procedures as values: counters, composition, and a fold with a captured variable.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 10000000


def adder(amount):
    return lambda x: x + amount


def multiplier(factor):
    return lambda x: x * factor % 1000003


def compose(first, second):
    return lambda x: second(first(x))


def counter(step):
    count = 0

    def next_count():
        nonlocal count
        count += step
        return count

    return next_count


def each(items, action):
    for x in items:
        action(x)


def sum_with(items, transform):
    total = 0

    def include(x):
        nonlocal total
        total += transform(x)

    each(items, include)
    return total


def run(rounds):
    numbers = list(range(100))
    total = 0
    for i in range(rounds // 100):
        total += sum_with(numbers, compose(adder(i), multiplier(3)))
    odd = counter(2)
    chain = compose(compose(adder(1), multiplier(7)), adder(5))
    for _ in range(rounds):
        total = (total + chain(odd())) % 1000003
    print(total, odd())


run(size)
