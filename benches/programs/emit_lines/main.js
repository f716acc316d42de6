// A million lines are printed, one at a time.
"use strict";
const size = Number(process.argv[2] ?? 1000000);
for (let i = 0; i < size; i++) console.log("line " + i);
