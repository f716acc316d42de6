/* A million lines are printed, one at a time. */
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
    long size = argc > 1 ? atol(argv[1]) : 1000000;
    for (long i = 0; i < size; i++) printf("line %ld\n", i);
    return 0;
}
