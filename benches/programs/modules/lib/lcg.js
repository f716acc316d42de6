// A linear congruential generator.
"use strict";

const MULTIPLIER = 16807, MODULUS = 2147483647;
let seed = 42;

function next(limit) {
    seed = seed * MULTIPLIER % MODULUS;
    return seed % limit;
}

function chance(oneIn) {
    return next(oneIn) === 0;
}

module.exports = { next, chance };
