// Permutations in place: how often a prefix can be reversed until 1 is in front.
"use strict";
const size = Number(process.argv[2] ?? 10);

function countFlips(permutation, flipped) {
    for (let i = 0; i < permutation.length; i++) flipped[i] = permutation[i];
    let flips = 0;
    for (let first = flipped[0]; first !== 0; first = flipped[0]) {
        for (let low = 0, high = first; low < high; low++, high--) {
            const swap = flipped[low];
            flipped[low] = flipped[high];
            flipped[high] = swap;
        }
        flips++;
    }
    return flips;
}

// Goes on to the next permutation; false after the last.
function advance(permutation, counts) {
    for (let r = 1; r < permutation.length; r++) {
        const first = permutation[0];
        for (let i = 0; i < r; i++) permutation[i] = permutation[i + 1];
        permutation[r] = first;
        counts[r]++;
        if (counts[r] <= r) return true;
        counts[r] = 0;
    }
    return false;
}

function fannkuch(n) {
    const permutation = [];
    for (let i = 0; i < n; i++) permutation.push(i);
    const flipped = new Array(n).fill(0), counts = new Array(n).fill(0);
    let most = 0, checksum = 0, sign = 1;
    do {
        const flips = countFlips(permutation, flipped);
        if (flips > most) most = flips;
        checksum += sign * flips;
        sign = -sign;
    } while (advance(permutation, counts));
    console.log(`${checksum} ${most}`);
}

fannkuch(size);
