# A long list of booleans: the sieve of Eratosthenes, five times.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 5000000


def sieve(limit):
    prime = [True] * (limit + 1)
    count = 0
    for n in range(2, limit + 1):
        if prime[n]:
            count += 1
            for multiple in range(n * n, limit + 1, n):
                prime[multiple] = False
    return count


print(sum(sieve(size - i) for i in range(5)))
