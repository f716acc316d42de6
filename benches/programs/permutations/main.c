/* Slices and concatenation of short lists: all permutations of a list, as a list of lists. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct lists {
    int64_t **elements;
    int64_t length, capacity;
};

static void push(struct lists *lists, int64_t *element) {
    if (lists->length == lists->capacity) {
        lists->capacity = lists->capacity ? 2 * lists->capacity : 4;
        lists->elements = realloc(lists->elements, lists->capacity * sizeof *lists->elements);
    }
    lists->elements[lists->length++] = element;
}

static void release(struct lists *lists) {
    for (int64_t i = 0; i < lists->length; i++) free(lists->elements[i]);
    free(lists->elements);
}

static struct lists permutations(const int64_t *items, int64_t count) {
    struct lists found = {0};
    if (count == 0) {
        push(&found, malloc(sizeof(int64_t)));
        return found;
    }
    for (int64_t i = 0; i < count; i++) {
        int64_t *others = malloc(count * sizeof *others);
        memcpy(others, items, i * sizeof *items);
        memcpy(others + i, items + i + 1, (count - i - 1) * sizeof *items);
        struct lists rest = permutations(others, count - 1);
        for (int64_t j = 0; j < rest.length; j++) {
            int64_t *permutation = malloc(count * sizeof *permutation);
            permutation[0] = items[i];
            memcpy(permutation + 1, rest.elements[j], (count - 1) * sizeof *permutation);
            push(&found, permutation);
        }
        release(&rest);
        free(others);
    }
    return found;
}

int main(int argc, char **argv) {
    int64_t size = argc > 1 ? atoll(argv[1]) : 9;
    int64_t *items = malloc(size * sizeof *items);
    for (int64_t i = 0; i < size; i++) items[i] = i;
    struct lists all = permutations(items, size);
    int64_t checksum = 0;
    for (int64_t i = 0; i < all.length; i++) {
        const int64_t *permutation = all.elements[i];
        for (int64_t j = 0; j < size; j++) checksum = (checksum + permutation[j] * (i % 7 + j)) % 1000003;
    }
    printf("%lld %lld\n", (long long)all.length, (long long)checksum);
    release(&all);
    free(items);
    return 0;
}
