/* Backtracking: the ways to put queens on a board so that none attacks another. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static int64_t n, weight;
static bool *columns, *rising, *falling;

static int64_t place(int64_t row, int64_t sum) {
    if (row == n) {
        weight += sum % 97;
        return 1;
    }
    int64_t solutions = 0;
    for (int64_t column = 0; column < n; column++) {
        if (!columns[column] && !rising[row + column] && !falling[row - column + n]) {
            columns[column] = rising[row + column] = falling[row - column + n] = true;
            solutions += place(row + 1, sum + row * column);
            columns[column] = rising[row + column] = falling[row - column + n] = false;
        }
    }
    return solutions;
}

int main(int argc, char **argv) {
    int64_t size = argc > 1 ? atoll(argv[1]) : 12;
    n = size;
    columns = calloc(n, 1);
    rising = calloc(2 * n, 1);
    falling = calloc(2 * n, 1);
    int64_t solutions = place(0, 0);
    printf("%lld %lld\n", (long long)solutions, (long long)weight);
    free(columns);
    free(rising);
    free(falling);
    return 0;
}
