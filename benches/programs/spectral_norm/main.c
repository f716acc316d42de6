/* Lists of floats: the largest singular value of an infinite matrix, by power iteration. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static double element(int64_t i, int64_t j) {
    return 1.0 / ((i + j) * (i + j + 1) / 2 + i + 1);
}

static void multiply(const double *v, double *result, int64_t n) {
    for (int64_t i = 0; i < n; i++) {
        double sum = 0.0;
        for (int64_t j = 0; j < n; j++) sum += element(i, j) * v[j];
        result[i] = sum;
    }
}

static void multiply_transposed(const double *v, double *result, int64_t n) {
    for (int64_t i = 0; i < n; i++) {
        double sum = 0.0;
        for (int64_t j = 0; j < n; j++) sum += element(j, i) * v[j];
        result[i] = sum;
    }
}

static double spectral_norm(int64_t n) {
    double *u = malloc(n * sizeof *u), *v = malloc(n * sizeof *v), *w = malloc(n * sizeof *w);
    for (int64_t i = 0; i < n; i++) u[i] = 1.0;
    for (int round = 0; round < 10; round++) {
        multiply(u, w, n);
        multiply_transposed(w, v, n);
        multiply(v, w, n);
        multiply_transposed(w, u, n);
    }
    double uv = 0.0, vv = 0.0;
    for (int64_t i = 0; i < n; i++) {
        uv += u[i] * v[i];
        vv += v[i] * v[i];
    }
    free(u);
    free(v);
    free(w);
    return sqrt(uv / vv);
}

int main(int argc, char **argv) {
    int64_t size = argc > 1 ? atoll(argv[1]) : 1000;
    printf("%.0f\n", floor(spectral_norm(size) * 1000000000));
    return 0;
}
