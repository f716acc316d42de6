/* A text grows by appends, and is read at the end. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct text {
    char *bytes;
    size_t length, capacity;
};

static void append(struct text *text, const char *piece) {
    size_t length = strlen(piece);
    if (text->length + length + 1 > text->capacity) {
        text->capacity = 2 * (text->length + length + 1);
        text->bytes = realloc(text->bytes, text->capacity);
    }
    memcpy(text->bytes + text->length, piece, length + 1);
    text->length += length;
}

int main(int argc, char **argv) {
    int64_t size = argc > 1 ? atoll(argv[1]) : 5000000;
    struct text text = {0};
    for (int64_t i = 0; i < size; i++) {
        char digits[24];
        snprintf(digits, sizeof digits, "%lld", (long long)(i % 10));
        append(&text, digits);
        if (i % 3 == 0) {
            append(&text, ",");
            append(&text, "x");
        }
    }
    int64_t commas = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (text.bytes[i] == ',') commas++;
    }
    printf("%zu %lld\n", text.length, (long long)commas);
    free(text.bytes);
    return 0;
}
