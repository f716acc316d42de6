// Procedures as values: counters, composition, and a fold with a captured variable.
"use strict";
const size = Number(process.argv[2] ?? 10000000);

const adder = (amount) => (x) => x + amount;
const multiplier = (factor) => (x) => x * factor % 1000003;
const compose = (first, second) => (x) => second(first(x));

function counter(step) {
    let count = 0;
    return () => {
        count += step;
        return count;
    };
}

function each(list, action) {
    for (let i = 0; i < list.length; i++) action(list[i]);
}

function sumWith(list, transform) {
    let sum = 0;
    each(list, (x) => {
        sum += transform(x);
    });
    return sum;
}

function run(rounds) {
    const numbers = [];
    for (let i = 0; i < 100; i++) numbers.push(i);
    let total = 0;
    for (let i = 0; i < Math.floor(rounds / 100); i++) {
        total += sumWith(numbers, compose(adder(i), multiplier(3)));
    }
    const odd = counter(2);
    const chain = compose(compose(adder(1), multiplier(7)), adder(5));
    for (let i = 0; i < rounds; i++) total = (total + chain(odd())) % 1000003;
    console.log(`${total} ${odd()}`);
}

run(size);
