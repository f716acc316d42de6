# Permutations in place: how often a prefix can be reversed until 1 is in front.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 10


def count_flips(permutation):
    flipped = permutation[:]
    flips = 0
    first = flipped[0]
    while first != 0:
        low = 0
        high = first
        while low < high:
            flipped[low], flipped[high] = flipped[high], flipped[low]
            low += 1
            high -= 1
        flips += 1
        first = flipped[0]
    return flips


def advance(permutation, counts):
    """Goes on to the next permutation; false after the last."""
    for r in range(1, len(permutation)):
        first = permutation[0]
        for i in range(r):
            permutation[i] = permutation[i + 1]
        permutation[r] = first
        counts[r] += 1
        if counts[r] <= r:
            return True
        counts[r] = 0
    return False


def fannkuch(n):
    permutation = list(range(n))
    counts = [0] * n
    most = checksum = 0
    sign = 1
    more = True
    while more:
        flips = count_flips(permutation)
        if flips > most:
            most = flips
        checksum += sign * flips
        sign = -sign
        more = advance(permutation, counts)
    print(checksum, most)


fannkuch(size)
