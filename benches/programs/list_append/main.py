# A list grows by appends, and is read by a procedure in between.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 10000000


def last(items):
    return items[-1]


def main():
    items = [0]
    total = 0
    for i in range(1, size):
        total += last(items)
        items.append(i)
    print(len(items), total)


main()
