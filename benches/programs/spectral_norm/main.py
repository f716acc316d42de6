# Lists of floats: the largest singular value of an infinite matrix, by power iteration.
import sys
from math import floor, sqrt

size = int(sys.argv[1]) if len(sys.argv) > 1 else 1000


def element(i, j):
    return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)


def multiply(v):
    result = []
    for i in range(len(v)):
        total = 0.0
        for j, x in enumerate(v):
            total += element(i, j) * x
        result.append(total)
    return result


def multiply_transposed(v):
    result = []
    for i in range(len(v)):
        total = 0.0
        for j, x in enumerate(v):
            total += element(j, i) * x
        result.append(total)
    return result


def spectral_norm(n):
    u = v = [1.0] * n
    for _ in range(10):
        v = multiply_transposed(multiply(u))
        u = multiply_transposed(multiply(v))
    uv = vv = 0.0
    for a, b in zip(u, v):
        uv += a * b
        vv += b * b
    return sqrt(uv / vv)


print(floor(spectral_norm(size) * 1000000000))
