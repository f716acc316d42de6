# Slices and concatenation of short lists: all permutations of a list, as a list of lists.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 9


def permutations(items):
    if not items:
        return [[]]
    found = []
    for i, item in enumerate(items):
        for rest in permutations(items[:i] + items[i + 1:]):
            found.append([item] + rest)
    return found


def main():
    found = permutations(list(range(size)))
    checksum = 0
    for i, permutation in enumerate(found):
        for j, item in enumerate(permutation):
            checksum = (checksum + item * (i % 7 + j)) % 1000003
    print(len(found), checksum)


main()
