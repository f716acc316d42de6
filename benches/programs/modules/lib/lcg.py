"""A linear congruential generator."""

MULTIPLIER = 16807
MODULUS = 2147483647
seed = 42


def next_below(limit):
    global seed
    seed = seed * MULTIPLIER % MODULUS
    return seed % limit


def chance(one_in):
    return next_below(one_in) == 0
