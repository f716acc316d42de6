// A long list of booleans: the sieve of Eratosthenes, five times.
"use strict";
const size = Number(process.argv[2] ?? 5000000);

function sieve(limit) {
    const prime = new Array(limit + 1).fill(true);
    let count = 0;
    for (let n = 2; n <= limit; n++) {
        if (prime[n]) {
            count++;
            for (let multiple = n * n; multiple <= limit; multiple += n) prime[multiple] = false;
        }
    }
    return count;
}

let total = 0;
for (let round = 0; round < 5; round++) total += sieve(size - round);
console.log(total);
