/* Small procedures in several modules: particles that walk, seen through vectors, lists and a histogram. */
#include <stdio.h>
#include <stdlib.h>

#include "lib/histogram.h"
#include "lib/lcg.h"
#include "lib/vectors.h"

enum { PARTICLES = 20 };

struct particle {
    struct vector position, direction;
};

static void move(struct particle *particle) {
    if (lcg_chance(4)) particle->direction = vectors_random(5);
    particle->position = vectors_wrap(vectors_add(particle->position, particle->direction));
}

static int64_t distance(const struct particle *particle) {
    return vectors_dot(particle->position, particle->position);
}

int main(int argc, char **argv) {
    int64_t size = argc > 1 ? atoll(argv[1]) : 60000;
    struct particle particles[PARTICLES];
    for (int64_t i = 0; i < PARTICLES; i++) {
        particles[i] = (struct particle){vectors_make(i, 2 * i, 3 * i), vectors_random(5)};
    }
    struct histogram distances = histogram_make(16);
    for (int64_t step = 0; step < size; step++) {
        int64_t moved[PARTICLES];
        for (int64_t i = 0; i < PARTICLES; i++) move(&particles[i]);
        for (int64_t i = 0; i < PARTICLES; i++) moved[i] = distance(&particles[i]);
        histogram_add_all(&distances, moved, PARTICLES, FARTHEST);
    }
    int64_t sum = 0;
    for (int64_t i = 0; i < PARTICLES; i++) sum += distance(&particles[i]);
    printf("%lld %lld\n", (long long)histogram_total(&distances), (long long)histogram_checksum(&distances));
    printf("%lld\n", (long long)sum);
    free(distances.counts);
    return 0;
}
