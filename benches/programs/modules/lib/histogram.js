// How many numbers fall into each of some ranges of equal size.
"use strict";
const lists = require("./lists");

function make(buckets) {
    return { counts: new Array(buckets).fill(0) };
}

// Numbers are at least 0 and less than the limit.
function add(histogram, number, limit) {
    histogram.counts[Math.floor(number * histogram.counts.length / limit)]++;
}

function addAll(histogram, numbers, limit) {
    for (let i = 0; i < numbers.length; i++) add(histogram, numbers[i], limit);
}

function total(histogram) {
    return lists.fold(histogram.counts, 0, (a, b) => a + b);
}

function checksum(histogram) {
    return lists.fold(histogram.counts, 0, (a, b) => (a * 31 + b) % 1000007);
}

module.exports = { make, add, addAll, total, checksum };
