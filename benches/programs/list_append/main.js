// A list grows by appends, and is read by a procedure in between.
"use strict";
const size = Number(process.argv[2] ?? 10000000);

function last(list) {
    return list[list.length - 1];
}

const list = [0];
let total = 0;
for (let i = 1; i < size; i++) {
    total += last(list);
    list.push(i);
}
console.log(`${list.length} ${total}`);
