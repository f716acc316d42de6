/* A list grows by appends, and is read by a procedure in between. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct list {
    int64_t *elements, length, capacity;
};

static void push(struct list *list, int64_t value) {
    if (list->length == list->capacity) {
        list->capacity = list->capacity ? 2 * list->capacity : 4;
        list->elements = realloc(list->elements, list->capacity * sizeof *list->elements);
    }
    list->elements[list->length++] = value;
}

static int64_t last(const struct list *list) {
    return list->elements[list->length - 1];
}

int main(int argc, char **argv) {
    int64_t size = argc > 1 ? atoll(argv[1]) : 10000000;
    struct list list = {0};
    push(&list, 0);
    int64_t total = 0;
    for (int64_t i = 1; i < size; i++) {
        total += last(&list);
        push(&list, i);
    }
    printf("%lld %lld\n", (long long)list.length, (long long)total);
    free(list.elements);
    return 0;
}
