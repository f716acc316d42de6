// Reads of neighbours in lists of lists: the game of life on a torus.
"use strict";
const size = Number(process.argv[2] ?? 2000);

let seed = 42;

function random(limit) {
    seed = seed * 16807 % 2147483647;
    return seed % limit;
}

function makeWorld(side) {
    const world = [];
    for (let y = 0; y < side; y++) {
        const row = [];
        for (let x = 0; x < side; x++) row.push(random(3) === 0 ? 1 : 0);
        world.push(row);
    }
    return world;
}

function neighbours(world, x, y) {
    const side = world.length;
    const left = (x + side - 1) % side, right = (x + 1) % side;
    const above = world[(y + side - 1) % side], here = world[y], below = world[(y + 1) % side];
    return above[left] + above[x] + above[right] + here[left] + here[right] + below[left] + below[x] + below[right];
}

function step(world) {
    const next = [];
    for (let y = 0; y < world.length; y++) {
        const row = [];
        for (let x = 0; x < world.length; x++) {
            const count = neighbours(world, x, y);
            row.push(count === 3 || (count === 2 && world[y][x] === 1) ? 1 : 0);
        }
        next.push(row);
    }
    return next;
}

function population(world) {
    let alive = 0;
    for (const row of world) {
        for (const cell of row) alive += cell;
    }
    return alive;
}

let world = makeWorld(64);
let checksum = 0;
for (let generation = 0; generation < size; generation++) {
    world = step(world);
    checksum = (checksum * 31 + population(world)) % 1000007;
}
console.log(`${population(world)} ${checksum}`);
