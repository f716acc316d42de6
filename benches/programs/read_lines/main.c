/* Lines of standard input are read one at a time and counted. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>

int main(void) {
    char *line = NULL;
    size_t capacity = 0;
    long lines = 0, characters = 0;
    ssize_t length;
    while ((length = getline(&line, &capacity, stdin)) >= 0) {
        lines++;
        for (ssize_t i = 0; i < length; i++) characters += line[i] != '\n' && (line[i] & 0xc0) != 0x80;
    }
    printf("%ld %ld\n", lines, characters);
    free(line);
    return 0;
}
