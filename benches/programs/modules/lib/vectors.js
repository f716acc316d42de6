// Vectors of three integers in a cube.
"use strict";
const lcg = require("./lcg");

const SIDE = 100, FARTHEST = 3 * SIDE * SIDE;

function make(x, y, z) {
    return { x, y, z };
}

function add(a, b) {
    return make(a.x + b.x, a.y + b.y, a.z + b.z);
}

function dot(a, b) {
    return a.x * b.x + a.y * b.y + a.z * b.z;
}

function wrap(a) {
    return make((a.x + SIDE) % SIDE, (a.y + SIDE) % SIDE, (a.z + SIDE) % SIDE);
}

// Each component is at most the reach away from 0.
function random(reach) {
    const x = lcg.next(2 * reach + 1) - reach;
    const y = lcg.next(2 * reach + 1) - reach;
    const z = lcg.next(2 * reach + 1) - reach;
    return make(x, y, z);
}

module.exports = { FARTHEST, make, add, dot, wrap, random };
