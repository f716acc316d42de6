# Lists of lists: the product of two matrices of floats.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 400


def make_matrix(n, seed):
    return [[(i * seed + j * 5) % 11 * 0.5 for j in range(n)] for i in range(n)]


def multiply(a, b):
    n = len(a)
    product = []
    for i in range(n):
        row = []
        for j in range(n):
            total = 0.0
            for k in range(n):
                total += a[i][k] * b[k][j]
            row.append(total)
        product.append(row)
    return product


def main():
    product = multiply(make_matrix(size, 3), make_matrix(size, 7))
    trace = sum(product[i][i] for i in range(size))
    total = sum(sum(row) for row in product)
    print(int(trace * 4), int(total * 4))


main()
