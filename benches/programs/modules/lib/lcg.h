/* A linear congruential generator. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

int64_t lcg_next(int64_t limit);
bool lcg_chance(int64_t one_in);
