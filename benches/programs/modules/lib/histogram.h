/* How many numbers fall into each of some ranges of equal size. */
#pragma once
#include <stdint.h>

struct histogram {
    int64_t *counts, buckets;
};

struct histogram histogram_make(int64_t buckets);

/* Numbers are at least 0 and less than the limit. */
void histogram_add(struct histogram *histogram, int64_t number, int64_t limit);
void histogram_add_all(struct histogram *histogram, const int64_t *numbers, int64_t length, int64_t limit);
int64_t histogram_total(const struct histogram *histogram);
int64_t histogram_checksum(const struct histogram *histogram);
