/* Texts cut into fields and put together again. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int64_t seed = 42;

static int64_t random_below(int64_t limit) {
    seed = seed * 16807 % 2147483647;
    return seed % limit;
}

struct list {
    char **elements;
    int64_t length, capacity;
};

static void push(struct list *list, char *element) {
    if (list->length == list->capacity) {
        list->capacity = list->capacity ? 2 * list->capacity : 4;
        list->elements = realloc(list->elements, list->capacity * sizeof *list->elements);
    }
    list->elements[list->length++] = element;
}

static void release(struct list *list) {
    for (int64_t i = 0; i < list->length; i++) free(list->elements[i]);
    free(list->elements);
}

static struct list split(const char *text, char separator) {
    struct list parts = {0};
    const char *start = text;
    for (const char *at; (at = strchr(start, separator)); start = at + 1) push(&parts, strndup(start, at - start));
    push(&parts, strdup(start));
    return parts;
}

static char *join(const struct list *parts, char separator) {
    size_t length = 1;
    for (int64_t i = 0; i < parts->length; i++) length += strlen(parts->elements[i]) + 1;
    char *text = malloc(length), *end = text;
    for (int64_t i = 0; i < parts->length; i++) {
        if (i > 0) *end++ = separator;
        end = stpcpy(end, parts->elements[i]);
    }
    *end = 0;
    return text;
}

static struct list make_fields(int64_t count) {
    struct list fields = {0};
    for (int64_t i = 0; i < count; i++) {
        char field[32];
        snprintf(field, sizeof field, "field%lld", (long long)random_below(100000));
        push(&fields, strdup(field));
    }
    return fields;
}

int main(int argc, char **argv) {
    int64_t size = argc > 1 ? atoll(argv[1]) : 20;
    struct list made = make_fields(size * 1000);
    char *text = join(&made, ',');
    release(&made);
    int64_t checksum = 0;
    for (int64_t round = 0; round < size; round++) {
        struct list fields = split(text, ',');
        char field[32];
        snprintf(field, sizeof field, "round%lld", (long long)round);
        free(fields.elements[round]);
        fields.elements[round] = strdup(field);
        char *joined = join(&fields, ';');
        struct list again = split(joined, ';');
        free(text);
        text = join(&again, ',');
        checksum = (checksum * 31 + (int64_t)strlen(text) + fields.length) % 1000007;
        release(&fields);
        release(&again);
        free(joined);
    }
    printf("%lld %.40s\n", (long long)checksum, text);
    free(text);
    return 0;
}
