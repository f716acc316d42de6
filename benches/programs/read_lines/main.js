// Lines of standard input are read one at a time and counted.
"use strict";
const input = require("readline").createInterface({ input: process.stdin });
let lines = 0;
let characters = 0;
input.on("line", (line) => {
    lines++;
    for (const _ of line) characters++;
});
input.on("close", () => console.log(`${lines} ${characters}`));
