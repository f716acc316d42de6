/* Procedures as values: counters, composition, and a fold with a captured variable. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* A procedure with what it captured. */
struct closure {
    int64_t (*code)(struct closure *self, int64_t x);
    union {
        int64_t number;
        struct closure *closure;
    } captured[2];
};

static int64_t call(struct closure *closure, int64_t x) {
    return closure->code(closure, x);
}

static struct closure *make(int64_t (*code)(struct closure *, int64_t)) {
    struct closure *closure = malloc(sizeof *closure);
    closure->code = code;
    return closure;
}

static int64_t add(struct closure *self, int64_t x) {
    return x + self->captured[0].number;
}

static struct closure *adder(int64_t amount) {
    struct closure *closure = make(add);
    closure->captured[0].number = amount;
    return closure;
}

static int64_t multiply(struct closure *self, int64_t x) {
    return x * self->captured[0].number % 1000003;
}

static struct closure *multiplier(int64_t factor) {
    struct closure *closure = make(multiply);
    closure->captured[0].number = factor;
    return closure;
}

static int64_t both(struct closure *self, int64_t x) {
    return call(self->captured[1].closure, call(self->captured[0].closure, x));
}

static struct closure *compose(struct closure *first, struct closure *second) {
    struct closure *closure = make(both);
    closure->captured[0].closure = first;
    closure->captured[1].closure = second;
    return closure;
}

static void release_composed(struct closure *closure) {
    if (closure->code == both) {
        release_composed(closure->captured[0].closure);
        release_composed(closure->captured[1].closure);
    }
    free(closure);
}

static int64_t next(struct closure *self, int64_t unused) {
    (void)unused;
    return self->captured[0].number += self->captured[1].number;
}

static struct closure *counter(int64_t step) {
    struct closure *closure = make(next);
    closure->captured[0].number = 0;
    closure->captured[1].number = step;
    return closure;
}

static void each(const int64_t *list, int64_t length, struct closure *action) {
    for (int64_t i = 0; i < length; i++) call(action, list[i]);
}

static int64_t include(struct closure *self, int64_t x) {
    return self->captured[0].number += call(self->captured[1].closure, x);
}

static int64_t sum_with(const int64_t *list, int64_t length, struct closure *transform) {
    struct closure action = {include, {{.number = 0}, {.closure = transform}}};
    each(list, length, &action);
    return action.captured[0].number;
}

int main(int argc, char **argv) {
    int64_t size = argc > 1 ? atoll(argv[1]) : 10000000;
    int64_t numbers[100];
    for (int64_t i = 0; i < 100; i++) numbers[i] = i;
    int64_t total = 0;
    for (int64_t i = 0; i < size / 100; i++) {
        struct closure *transform = compose(adder(i), multiplier(3));
        total += sum_with(numbers, 100, transform);
        release_composed(transform);
    }
    struct closure *odd = counter(2);
    struct closure *chain = compose(compose(adder(1), multiplier(7)), adder(5));
    for (int64_t i = 0; i < size; i++) total = (total + call(chain, call(odd, 0))) % 1000003;
    printf("%lld %lld\n", (long long)total, (long long)call(odd, 0));
    release_composed(chain);
    free(odd);
    return 0;
}
