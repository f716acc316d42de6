/* Permutations in place: how often a prefix can be reversed until 1 is in front. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static int64_t count_flips(const int64_t *permutation, int64_t *flipped, int64_t n) {
    for (int64_t i = 0; i < n; i++) flipped[i] = permutation[i];
    int64_t flips = 0;
    for (int64_t first = flipped[0]; first != 0; first = flipped[0]) {
        for (int64_t low = 0, high = first; low < high; low++, high--) {
            int64_t swap = flipped[low];
            flipped[low] = flipped[high];
            flipped[high] = swap;
        }
        flips++;
    }
    return flips;
}

/* Goes on to the next permutation; false after the last. */
static bool advance(int64_t *permutation, int64_t *counts, int64_t n) {
    for (int64_t r = 1; r < n; r++) {
        int64_t first = permutation[0];
        for (int64_t i = 0; i < r; i++) permutation[i] = permutation[i + 1];
        permutation[r] = first;
        if (++counts[r] <= r) return true;
        counts[r] = 0;
    }
    return false;
}

int main(int argc, char **argv) {
    int64_t size = argc > 1 ? atoll(argv[1]) : 10;
    int64_t *permutation = malloc(size * sizeof *permutation);
    int64_t *flipped = calloc(size, sizeof *flipped), *counts = calloc(size, sizeof *counts);
    for (int64_t i = 0; i < size; i++) permutation[i] = i;
    int64_t most = 0, checksum = 0, sign = 1;
    do {
        int64_t flips = count_flips(permutation, flipped, size);
        if (flips > most) most = flips;
        checksum += sign * flips;
        sign = -sign;
    } while (advance(permutation, counts, size));
    printf("%lld %lld\n", (long long)checksum, (long long)most);
    free(permutation);
    free(flipped);
    free(counts);
    return 0;
}
