// A text grows by appends, and is read at the end.
"use strict";
const size = Number(process.argv[2] ?? 5000000);

function build(count) {
    let text = "";
    for (let i = 0; i < count; i++) {
        text += i % 10;
        if (i % 3 === 0) {
            text += ",";
            text += "x";
        }
    }
    return text;
}

const text = build(size);
let commas = 0;
for (let i = 0; i < text.length; i++) {
    if (text[i] === ",") commas++;
}
console.log(`${text.length} ${commas}`);
