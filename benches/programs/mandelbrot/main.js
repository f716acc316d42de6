// Float arithmetic in a loop: the points of a square in the Mandelbrot set.
"use strict";
const size = Number(process.argv[2] ?? 1000);

function escapeTime(cr, ci, limit) {
    let zr = 0.0, zi = 0.0;
    for (let n = 0; n < limit; n++) {
        const rr = zr * zr, ii = zi * zi;
        if (rr + ii > 4.0) return n;
        zi = 2.0 * zr * zi + ci;
        zr = rr - ii + cr;
    }
    return limit;
}

function mandelbrot(side) {
    let inside = 0, total = 0;
    for (let y = 0; y < side; y++) {
        const ci = 2.0 * y / side - 1.0;
        for (let x = 0; x < side; x++) {
            const n = escapeTime(2.0 * x / side - 1.5, ci, 100);
            if (n === 100) inside++;
            total += n;
        }
    }
    console.log(`${inside} ${total}`);
}

mandelbrot(size);
