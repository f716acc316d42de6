/* Lists of lists: the product of two matrices of floats. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static double **allocate(int64_t n) {
    double **rows = malloc(n * sizeof *rows);
    for (int64_t i = 0; i < n; i++) rows[i] = malloc(n * sizeof **rows);
    return rows;
}

static void release(double **rows, int64_t n) {
    for (int64_t i = 0; i < n; i++) free(rows[i]);
    free(rows);
}

static double **make_matrix(int64_t n, int64_t seed) {
    double **rows = allocate(n);
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < n; j++) rows[i][j] = (i * seed + j * 5) % 11 * 0.5;
    return rows;
}

static double **multiply(double **a, double **b, int64_t n) {
    double **product = allocate(n);
    for (int64_t i = 0; i < n; i++) {
        for (int64_t j = 0; j < n; j++) {
            double sum = 0.0;
            for (int64_t k = 0; k < n; k++) sum += a[i][k] * b[k][j];
            product[i][j] = sum;
        }
    }
    return product;
}

int main(int argc, char **argv) {
    int64_t size = argc > 1 ? atoll(argv[1]) : 400;
    double **a = make_matrix(size, 3), **b = make_matrix(size, 7);
    double **product = multiply(a, b, size);
    double trace = 0.0, total = 0.0;
    for (int64_t i = 0; i < size; i++) {
        trace += product[i][i];
        for (int64_t j = 0; j < size; j++) total += product[i][j];
    }
    printf("%lld %lld\n", (long long)(trace * 4), (long long)(total * 4));
    release(a, size);
    release(b, size);
    release(product, size);
    return 0;
}
