/* Vectors of three integers in a cube. */
#pragma once
#include <stdint.h>

enum { SIDE = 100, FARTHEST = 3 * SIDE * SIDE };

struct vector {
    int64_t x, y, z;
};

struct vector vectors_make(int64_t x, int64_t y, int64_t z);
struct vector vectors_add(struct vector a, struct vector b);
int64_t vectors_dot(struct vector a, struct vector b);
struct vector vectors_wrap(struct vector a);

/* Each component is at most the reach away from 0. */
struct vector vectors_random(int64_t reach);
