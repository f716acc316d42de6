// Slices and concatenation of short lists: all permutations of a list, as a list of lists.
"use strict";
const size = Number(process.argv[2] ?? 9);

function permutations(items) {
    if (items.length === 0) return [[]];
    const found = [];
    for (let i = 0; i < items.length; i++) {
        const others = items.slice(0, i).concat(items.slice(i + 1));
        for (const rest of permutations(others)) found.push([items[i], ...rest]);
    }
    return found;
}

const items = [];
for (let i = 0; i < size; i++) items.push(i);
const all = permutations(items);
let checksum = 0;
for (let i = 0; i < all.length; i++) {
    const permutation = all[i];
    for (let j = 0; j < size; j++) checksum = (checksum + permutation[j] * (i % 7 + j)) % 1000003;
}
console.log(`${all.length} ${checksum}`);
