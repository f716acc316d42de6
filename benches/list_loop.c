#include <stdio.h>
#include <stdint.h>
#include <stdlib.h>

static int64_t *fill(int64_t n) {
    int64_t *list = calloc(n, sizeof *list);
    for (int64_t i = 0; i < n; i++) list[i] = i * 7 % 1000;
    return list;
}

/* Not inlined, as otherwise the repetitions are computed only once. */
__attribute__((noinline)) static int64_t sum(const volatile int64_t *list, int64_t length) {
    int64_t total = 0;
    for (int64_t i = 0; i < length; i++) total += list[i];
    return total;
}

int main(void) {
    int64_t *list = fill(1000000);
    int64_t total = 0;
    for (int round = 0; round < 20; round++) total += sum(list, 1000000);
    printf("%ld\n", (long)total);
    free(list);
    return 0;
}
