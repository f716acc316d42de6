#include "vectors.h"

#include "lcg.h"

struct vector vectors_make(int64_t x, int64_t y, int64_t z) {
    return (struct vector){x, y, z};
}

struct vector vectors_add(struct vector a, struct vector b) {
    return vectors_make(a.x + b.x, a.y + b.y, a.z + b.z);
}

int64_t vectors_dot(struct vector a, struct vector b) {
    return a.x * b.x + a.y * b.y + a.z * b.z;
}

struct vector vectors_wrap(struct vector a) {
    return vectors_make((a.x + SIDE) % SIDE, (a.y + SIDE) % SIDE, (a.z + SIDE) % SIDE);
}

struct vector vectors_random(int64_t reach) {
    int64_t x = lcg_next(2 * reach + 1) - reach;
    int64_t y = lcg_next(2 * reach + 1) - reach;
    int64_t z = lcg_next(2 * reach + 1) - reach;
    return vectors_make(x, y, z);
}
