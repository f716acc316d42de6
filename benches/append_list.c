#include <stdio.h>
#include <stdint.h>
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

int main(void) {
    struct list list = {0};
    push(&list, 0);
    int64_t total = 0;
    for (int64_t i = 1; i < 1000000; i++) {
        total += list.elements[list.length - 1];
        push(&list, i);
    }
    printf("%ld %ld\n", (long)list.length, (long)total);
    free(list.elements);
    return 0;
}
