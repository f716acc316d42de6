#include <stdio.h>
#include <stdint.h>
#include <stdlib.h>

static int64_t sieve(int64_t limit) {
    int64_t *prime = malloc((limit + 1) * sizeof *prime);
    for (int64_t i = 0; i <= limit; i++) prime[i] = 1;
    int64_t count = 0;
    for (int64_t n = 2; n <= limit; n++) {
        if (prime[n]) {
            count++;
            for (int64_t multiple = n * n; multiple <= limit; multiple += n) prime[multiple] = 0;
        }
    }
    free(prime);
    return count;
}

int main(void) {
    printf("%ld\n", (long)sieve(5000000));
    return 0;
}
