# Characters of texts and two rows of a table: the edit distance of two texts.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 3000

seed = 42


def random(limit):
    global seed
    seed = seed * 16807 % 2147483647
    return seed % limit


def make_text(count):
    return "".join(chr(97 + random(4)) for _ in range(count))


def edit_distance(a, b):
    previous = list(range(len(b) + 1))
    for i, x in enumerate(a):
        current = [i + 1]
        for j, y in enumerate(b):
            best = previous[j]
            if x != y:
                best += 1
            if previous[j + 1] + 1 < best:
                best = previous[j + 1] + 1
            if current[j] + 1 < best:
                best = current[j] + 1
            current.append(best)
        previous = current
    return previous[-1]


first = make_text(size)
second = make_text(size - size // 10)
print(edit_distance(first, second), edit_distance(second, first[:size // 2]))
