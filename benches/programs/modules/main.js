// Small procedures in several modules: particles that walk, seen through vectors, lists and a histogram.
"use strict";
const lists = require("./lib/lists");
const lcg = require("./lib/lcg");
const vectors = require("./lib/vectors");
const histogram = require("./lib/histogram");

const size = Number(process.argv[2] ?? 60000);

function makeParticle(i) {
    return { position: vectors.make(i, 2 * i, 3 * i), direction: vectors.random(5) };
}

function move(particle) {
    if (lcg.chance(4)) particle.direction = vectors.random(5);
    particle.position = vectors.wrap(vectors.add(particle.position, particle.direction));
    return particle;
}

function distance(particle) {
    return vectors.dot(particle.position, particle.position);
}

let particles = lists.map(lists.range(20), makeParticle);
const distances = histogram.make(16);
for (let step = 0; step < size; step++) {
    particles = lists.map(particles, move);
    histogram.addAll(distances, lists.map(particles, distance), vectors.FARTHEST);
}
console.log(`${histogram.total(distances)} ${histogram.checksum(distances)}`);
console.log(lists.fold(lists.map(particles, distance), 0, (a, b) => a + b));
