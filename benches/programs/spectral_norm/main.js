// Lists of floats: the largest singular value of an infinite matrix, by power iteration.
"use strict";
const size = Number(process.argv[2] ?? 1000);

function element(i, j) {
    return 1.0 / ((i + j) * (i + j + 1) / 2 + i + 1);
}

function multiply(v) {
    const n = v.length, result = new Array(n).fill(0.0);
    for (let i = 0; i < n; i++) {
        let sum = 0.0;
        for (let j = 0; j < n; j++) sum += element(i, j) * v[j];
        result[i] = sum;
    }
    return result;
}

function multiplyTransposed(v) {
    const n = v.length, result = new Array(n).fill(0.0);
    for (let i = 0; i < n; i++) {
        let sum = 0.0;
        for (let j = 0; j < n; j++) sum += element(j, i) * v[j];
        result[i] = sum;
    }
    return result;
}

function spectralNorm(n) {
    let u = new Array(n).fill(1.0), v = u;
    for (let round = 0; round < 10; round++) {
        v = multiplyTransposed(multiply(u));
        u = multiplyTransposed(multiply(v));
    }
    let uv = 0.0, vv = 0.0;
    for (let i = 0; i < n; i++) {
        uv += u[i] * v[i];
        vv += v[i] * v[i];
    }
    return Math.sqrt(uv / vv);
}

console.log(Math.floor(spectralNorm(size) * 1000000000));
