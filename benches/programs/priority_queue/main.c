/* A binary heap in a list that grows and shrinks: events in the order of their time. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static int64_t seed = 42;

static int64_t random_below(int64_t limit) {
    seed = seed * 16807 % 2147483647;
    return seed % limit;
}

struct event {
    int64_t time, id;
};

static struct event *heap;
static int64_t length, capacity;

static void push(struct event event) {
    if (length == capacity) {
        capacity = capacity ? 2 * capacity : 16;
        heap = realloc(heap, capacity * sizeof *heap);
    }
    int64_t i = length++;
    while (i > 0) {
        int64_t parent = (i - 1) / 2;
        if (heap[parent].time <= event.time) break;
        heap[i] = heap[parent];
        i = parent;
    }
    heap[i] = event;
}

static struct event pop(void) {
    struct event first = heap[0], event = heap[--length];
    int64_t i = 0;
    while (2 * i + 1 < length) {
        int64_t child = 2 * i + 1;
        if (child + 1 < length && heap[child + 1].time < heap[child].time) child++;
        if (event.time <= heap[child].time) break;
        heap[i] = heap[child];
        i = child;
    }
    heap[i] = event;
    return first;
}

int main(int argc, char **argv) {
    int64_t size = argc > 1 ? atoll(argv[1]) : 1000000;
    int64_t made = 0, checksum = 0;
    for (; made < 500 && made < size; made++) push((struct event){random_below(1000), made});
    while (length > 0) {
        struct event event = pop();
        checksum = (checksum * 31 + event.id + event.time) % 1000007;
        /* One successor on average. */
        int64_t successors = random_below(3);
        while ((successors > 0 || length < 100) && made < size) {
            push((struct event){event.time + random_below(1000), made});
            made++;
            successors--;
        }
    }
    printf("%lld %lld\n", (long long)made, (long long)checksum);
    free(heap);
    return 0;
}
