#include "lcg.h"

enum { MULTIPLIER = 16807, MODULUS = 2147483647 };

static int64_t seed = 42;

int64_t lcg_next(int64_t limit) {
    seed = seed * MULTIPLIER % MODULUS;
    return seed % limit;
}

bool lcg_chance(int64_t one_in) {
    return lcg_next(one_in) == 0;
}
