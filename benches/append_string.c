#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void) {
    size_t length = 0, capacity = 16;
    char *text = malloc(capacity);
    for (int i = 0; i < 1000000; i++) {
        if (length + 2 > capacity) text = realloc(text, capacity *= 2);
        memcpy(text + length, "x", 2);
        length++;
    }
    printf("%zu\n", strlen(text));
    free(text);
    return 0;
}
