/* Characters of texts and two rows of a table: the edit distance of two texts. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static int64_t seed = 42;

static int64_t random_below(int64_t limit) {
    seed = seed * 16807 % 2147483647;
    return seed % limit;
}

static char *make_text(int64_t count) {
    char *text = malloc(count + 1);
    for (int64_t i = 0; i < count; i++) text[i] = 'a' + random_below(4);
    text[count] = 0;
    return text;
}

static int64_t edit_distance(const char *a, int64_t a_length, const char *b, int64_t b_length) {
    int64_t *previous = malloc((b_length + 1) * sizeof *previous);
    int64_t *current = malloc((b_length + 1) * sizeof *current);
    for (int64_t j = 0; j <= b_length; j++) previous[j] = j;
    for (int64_t i = 0; i < a_length; i++) {
        current[0] = i + 1;
        for (int64_t j = 0; j < b_length; j++) {
            int64_t best = previous[j];
            if (a[i] != b[j]) best++;
            if (previous[j + 1] + 1 < best) best = previous[j + 1] + 1;
            if (current[j] + 1 < best) best = current[j] + 1;
            current[j + 1] = best;
        }
        int64_t *swap = previous;
        previous = current;
        current = swap;
    }
    int64_t distance = previous[b_length];
    free(previous);
    free(current);
    return distance;
}

int main(int argc, char **argv) {
    int64_t size = argc > 1 ? atoll(argv[1]) : 3000;
    int64_t shorter = size - size / 10;
    char *first = make_text(size), *second = make_text(shorter);
    int64_t whole = edit_distance(first, size, second, shorter);
    int64_t half = edit_distance(second, shorter, first, size / 2);
    printf("%lld %lld\n", (long long)whole, (long long)half);
    free(first);
    free(second);
    return 0;
}
