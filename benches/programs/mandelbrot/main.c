/* Float arithmetic in a loop: the points of a square in the Mandelbrot set. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static int64_t escape_time(double cr, double ci, int64_t limit) {
    double zr = 0.0, zi = 0.0;
    for (int64_t n = 0; n < limit; n++) {
        double rr = zr * zr, ii = zi * zi;
        if (rr + ii > 4.0) return n;
        zi = 2.0 * zr * zi + ci;
        zr = rr - ii + cr;
    }
    return limit;
}

int main(int argc, char **argv) {
    int64_t size = argc > 1 ? atoll(argv[1]) : 1000;
    int64_t inside = 0, total = 0;
    for (int64_t y = 0; y < size; y++) {
        double ci = 2.0 * y / size - 1.0;
        for (int64_t x = 0; x < size; x++) {
            int64_t n = escape_time(2.0 * x / size - 1.5, ci, 100);
            if (n == 100) inside++;
            total += n;
        }
    }
    printf("%lld %lld\n", (long long)inside, (long long)total);
    return 0;
}
