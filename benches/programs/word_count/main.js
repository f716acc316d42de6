// A dictionary with counts: the words of a text.
"use strict";
const size = Number(process.argv[2] ?? 600000);

let seed = 42;

function random(limit) {
    seed = seed * 16807 % 2147483647;
    return seed % limit;
}

function makeWord(number) {
    let word = String.fromCharCode(97 + number % 26);
    while (number >= 26) {
        number = Math.floor(number / 26);
        word += String.fromCharCode(97 + number % 26);
    }
    return word;
}

// Words with small numbers are frequent.
function makeText(count) {
    const vocabulary = [];
    for (let i = 0; i < 5000; i++) vocabulary.push(makeWord(i));
    let text = "";
    for (let i = 0; i < count; i++) text += vocabulary[random(random(5000) + 1)] + " ";
    return text;
}

function countWords(text) {
    const counts = new Map();
    for (const word of text.trimEnd().split(" ")) counts.set(word, (counts.get(word) ?? 0) + 1);
    return counts;
}

const text = makeText(size);
const counts = countWords(text);
let most = 0, letters = 0;
for (const [word, count] of counts) {
    if (count > most) most = count;
    letters += count * word.length;
}
console.log(`${text.length} ${counts.size} ${most} ${letters}`);
