// Lists of lists: the product of two matrices of floats.
"use strict";
const size = Number(process.argv[2] ?? 400);

function makeMatrix(n, seed) {
    const rows = [];
    for (let i = 0; i < n; i++) {
        const row = [];
        for (let j = 0; j < n; j++) row.push((i * seed + j * 5) % 11 * 0.5);
        rows.push(row);
    }
    return rows;
}

function multiply(a, b) {
    const n = a.length, product = [];
    for (let i = 0; i < n; i++) {
        const row = [];
        for (let j = 0; j < n; j++) {
            let sum = 0.0;
            for (let k = 0; k < n; k++) sum += a[i][k] * b[k][j];
            row.push(sum);
        }
        product.push(row);
    }
    return product;
}

const product = multiply(makeMatrix(size, 3), makeMatrix(size, 7));
let trace = 0.0, total = 0.0;
for (let i = 0; i < size; i++) {
    trace += product[i][i];
    for (let j = 0; j < size; j++) total += product[i][j];
}
console.log(`${trace * 4} ${total * 4}`);
