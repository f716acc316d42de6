// Characters of texts and two rows of a table: the edit distance of two texts.
"use strict";
const size = Number(process.argv[2] ?? 3000);

let seed = 42;

function random(limit) {
    seed = seed * 16807 % 2147483647;
    return seed % limit;
}

function makeText(count) {
    let text = "";
    while (text.length < count) text += String.fromCharCode(97 + random(4));
    return text;
}

function editDistance(a, b) {
    let previous = [];
    for (let j = 0; j <= b.length; j++) previous.push(j);
    for (let i = 0; i < a.length; i++) {
        const current = [i + 1];
        for (let j = 0; j < b.length; j++) {
            let best = previous[j];
            if (a[i] !== b[j]) best++;
            if (previous[j + 1] + 1 < best) best = previous[j + 1] + 1;
            if (current[j] + 1 < best) best = current[j] + 1;
            current.push(best);
        }
        previous = current;
    }
    return previous[b.length];
}

const first = makeText(size);
const second = makeText(size - Math.floor(size / 10));
const half = first.slice(0, Math.floor(size / 2));
console.log(`${editDistance(first, second)} ${editDistance(second, half)}`);
