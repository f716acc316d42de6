// Calls: Fibonacci numbers by plain recursion.
"use strict";
const size = Number(process.argv[2] ?? 35);

function fib(n) {
    return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

console.log(fib(size));
