/* A long list of booleans: the sieve of Eratosthenes, five times. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int64_t sieve(int64_t limit) {
    bool *prime = malloc(limit + 1);
    memset(prime, true, limit + 1);
    int64_t count = 0;
    for (int64_t n = 2; n <= limit; n++) {
        if (prime[n]) {
            count++;
            for (int64_t multiple = n * n; multiple <= limit; multiple += n) prime[multiple] = false;
        }
    }
    free(prime);
    return count;
}

int main(int argc, char **argv) {
    int64_t size = argc > 1 ? atoll(argv[1]) : 5000000;
    int64_t total = 0;
    for (int64_t round = 0; round < 5; round++) total += sieve(size - round);
    printf("%lld\n", (long long)total);
    return 0;
}
