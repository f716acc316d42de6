/* Floats in dictionaries: the motion of five bodies that attract each other. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct body {
    double x, y, z, vx, vy, vz, mass;
};

static void advance(struct body *bodies, int count, double dt) {
    for (int i = 0; i < count; i++) {
        struct body *a = &bodies[i];
        for (int j = i + 1; j < count; j++) {
            struct body *b = &bodies[j];
            double dx = a->x - b->x, dy = a->y - b->y, dz = a->z - b->z;
            double square = dx * dx + dy * dy + dz * dz;
            double force = dt / (square * sqrt(square));
            double push = b->mass * force;
            a->vx -= dx * push;
            a->vy -= dy * push;
            a->vz -= dz * push;
            double pull = a->mass * force;
            b->vx += dx * pull;
            b->vy += dy * pull;
            b->vz += dz * pull;
        }
    }
    for (int i = 0; i < count; i++) {
        struct body *a = &bodies[i];
        a->x += dt * a->vx;
        a->y += dt * a->vy;
        a->z += dt * a->vz;
    }
}

static double energy(const struct body *bodies, int count) {
    double total = 0;
    for (int i = 0; i < count; i++) {
        const struct body *a = &bodies[i];
        total += 0.5 * a->mass * (a->vx * a->vx + a->vy * a->vy + a->vz * a->vz);
        for (int j = i + 1; j < count; j++) {
            const struct body *b = &bodies[j];
            double dx = a->x - b->x, dy = a->y - b->y, dz = a->z - b->z;
            total -= a->mass * b->mass / sqrt(dx * dx + dy * dy + dz * dz);
        }
    }
    return total;
}

int main(int argc, char **argv) {
    int64_t size = argc > 1 ? atoll(argv[1]) : 300000;
    struct body bodies[] = {
        {0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 39.5},
        {4.8, -1.2, -0.1, 0.6, 2.8, -0.02, 0.038},
        {8.3, 4.1, -0.4, -1.0, 1.8, 0.01, 0.011},
        {12.9, -15.1, -0.2, 1.1, 0.9, -0.01, 0.0017},
        {15.4, -25.9, 0.2, 1.0, 0.6, -0.03, 0.002},
    };
    int count = sizeof bodies / sizeof *bodies;
    printf("%.0f\n", floor(energy(bodies, count) * 1000000000));
    for (int64_t step = 0; step < size; step++) advance(bodies, count, 0.01);
    printf("%.0f\n", floor(energy(bodies, count) * 1000000000));
    return 0;
}
