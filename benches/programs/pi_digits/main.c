/* Big integers: digits of pi by Machin's formula, pi = 16 arctan(1/5) - 4 arctan(1/239). */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A number before and with digits behind the point, nine to a limb, the most significant first. */
enum { BASE = 1000000000 };

static bool is_zero(const int64_t *a, int64_t limbs) {
    for (int64_t i = 0; i < limbs; i++) {
        if (a[i]) return false;
    }
    return true;
}

static void divide(int64_t *quotient, const int64_t *a, int64_t divisor, int64_t limbs) {
    int64_t remainder = 0;
    for (int64_t i = 0; i < limbs; i++) {
        int64_t dividend = remainder * BASE + a[i];
        quotient[i] = dividend / divisor;
        remainder = dividend % divisor;
    }
}

static void add(int64_t *sum, const int64_t *a, int64_t limbs) {
    int64_t carry = 0;
    for (int64_t i = limbs - 1; i >= 0; i--) {
        int64_t limb = sum[i] + a[i] + carry;
        carry = limb >= BASE;
        sum[i] = carry ? limb - BASE : limb;
    }
}

static void subtract(int64_t *sum, const int64_t *a, int64_t limbs) {
    int64_t borrow = 0;
    for (int64_t i = limbs - 1; i >= 0; i--) {
        int64_t limb = sum[i] - a[i] - borrow;
        borrow = limb < 0;
        sum[i] = borrow ? limb + BASE : limb;
    }
}

/* Adds `factor` times the arctangent of 1/x to the sum, or subtracts it. */
static void add_arctan(int64_t *sum, int64_t factor, int64_t x, bool negative, int64_t limbs) {
    int64_t *power = calloc(limbs, sizeof *power), *term = calloc(limbs, sizeof *term);
    power[0] = factor;
    divide(power, power, x, limbs);
    for (int64_t n = 1; !is_zero(power, limbs); n += 2) {
        divide(term, power, n, limbs);
        if (negative) {
            subtract(sum, term, limbs);
        } else {
            add(sum, term, limbs);
        }
        negative = !negative;
        divide(power, power, x * x, limbs);
    }
    free(power);
    free(term);
}

int main(int argc, char **argv) {
    int64_t size = argc > 1 ? atoll(argv[1]) : 10000;
    int64_t limbs = size / 9 + 4;
    int64_t *pi = calloc(limbs, sizeof *pi);
    add_arctan(pi, 16, 5, false, limbs);
    add_arctan(pi, 4, 239, true, limbs);
    char *digits = malloc(9 * limbs + 2), *end = digits;
    end += sprintf(end, "%lld", (long long)pi[0]);
    for (int64_t i = 1; i < limbs; i++) end += sprintf(end, "%09lld", (long long)pi[i]);
    int64_t sum = 0;
    for (int64_t i = 0; i <= size; i++) sum += digits[i] - '0';
    printf("%.10s...%.10s %lld\n", digits, digits + size - 9, (long long)sum);
    free(digits);
    free(pi);
    return 0;
}
