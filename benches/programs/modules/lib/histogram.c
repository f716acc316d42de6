#include "histogram.h"

#include <stdlib.h>

struct histogram histogram_make(int64_t buckets) {
    return (struct histogram){calloc(buckets, sizeof(int64_t)), buckets};
}

void histogram_add(struct histogram *histogram, int64_t number, int64_t limit) {
    histogram->counts[number * histogram->buckets / limit]++;
}

void histogram_add_all(struct histogram *histogram, const int64_t *numbers, int64_t length, int64_t limit) {
    for (int64_t i = 0; i < length; i++) histogram_add(histogram, numbers[i], limit);
}

int64_t histogram_total(const struct histogram *histogram) {
    int64_t total = 0;
    for (int64_t i = 0; i < histogram->buckets; i++) total += histogram->counts[i];
    return total;
}

int64_t histogram_checksum(const struct histogram *histogram) {
    int64_t checksum = 0;
    for (int64_t i = 0; i < histogram->buckets; i++) checksum = (checksum * 31 + histogram->counts[i]) % 1000007;
    return checksum;
}
