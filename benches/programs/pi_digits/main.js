// Big integers: digits of pi by Machin's formula, pi = 16 arctan(1/5) - 4 arctan(1/239).
"use strict";
const size = Number(process.argv[2] ?? 10000);

// The arctangent of 1/x, times `scale`.
function arctan(x, scale) {
    let power = scale / x, sum = power, n = 3n, sign = -1n;
    while (power > 0n) {
        power /= x * x;
        sum += sign * (power / n);
        sign = -sign;
        n += 2n;
    }
    return sum;
}

const scale = 10n ** BigInt(size + 10);
const digits = String((arctan(5n, 16n * scale) - arctan(239n, 4n * scale)) / 10n ** 10n);
let sum = 0;
for (let i = 0; i <= size; i++) sum += Number(digits[i]);
console.log(`${digits.slice(0, 10)}...${digits.slice(-10)} ${sum}`);
