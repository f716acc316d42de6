/* Reads of neighbours in lists of lists: the game of life on a torus. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static int64_t seed = 42;

static int64_t random_below(int64_t limit) {
    seed = seed * 16807 % 2147483647;
    return seed % limit;
}

static int64_t **allocate(int64_t side) {
    int64_t **world = malloc(side * sizeof *world);
    for (int64_t y = 0; y < side; y++) world[y] = malloc(side * sizeof **world);
    return world;
}

static void release(int64_t **world, int64_t side) {
    for (int64_t y = 0; y < side; y++) free(world[y]);
    free(world);
}

static int64_t neighbours(int64_t **world, int64_t side, int64_t x, int64_t y) {
    int64_t left = (x + side - 1) % side, right = (x + 1) % side;
    const int64_t *above = world[(y + side - 1) % side], *here = world[y], *below = world[(y + 1) % side];
    return above[left] + above[x] + above[right] + here[left] + here[right] + below[left] + below[x] + below[right];
}

static int64_t **step(int64_t **world, int64_t side) {
    int64_t **next = allocate(side);
    for (int64_t y = 0; y < side; y++) {
        for (int64_t x = 0; x < side; x++) {
            int64_t count = neighbours(world, side, x, y);
            next[y][x] = count == 3 || (count == 2 && world[y][x] == 1);
        }
    }
    return next;
}

static int64_t population(int64_t **world, int64_t side) {
    int64_t alive = 0;
    for (int64_t y = 0; y < side; y++)
        for (int64_t x = 0; x < side; x++) alive += world[y][x];
    return alive;
}

int main(int argc, char **argv) {
    int64_t size = argc > 1 ? atoll(argv[1]) : 2000;
    int64_t side = 64;
    int64_t **world = allocate(side);
    for (int64_t y = 0; y < side; y++)
        for (int64_t x = 0; x < side; x++) world[y][x] = random_below(3) == 0;
    int64_t checksum = 0;
    for (int64_t generation = 0; generation < size; generation++) {
        int64_t **next = step(world, side);
        release(world, side);
        world = next;
        checksum = (checksum * 31 + population(world, side)) % 1000007;
    }
    printf("%lld %lld\n", (long long)population(world, side), (long long)checksum);
    release(world, side);
    return 0;
}
