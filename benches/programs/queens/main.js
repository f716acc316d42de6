// Backtracking: the ways to put queens on a board so that none attacks another.
"use strict";
const size = Number(process.argv[2] ?? 12);

function solve(n) {
    const columns = new Array(n).fill(false);
    const rising = new Array(2 * n).fill(false);
    const falling = new Array(2 * n).fill(false);
    let weight = 0;

    function place(row, sum) {
        if (row === n) {
            weight += sum % 97;
            return 1;
        }
        let solutions = 0;
        for (let column = 0; column < n; column++) {
            if (!columns[column] && !rising[row + column] && !falling[row - column + n]) {
                columns[column] = rising[row + column] = falling[row - column + n] = true;
                solutions += place(row + 1, sum + row * column);
                columns[column] = rising[row + column] = falling[row - column + n] = false;
            }
        }
        return solutions;
    }

    const solutions = place(0, 0);
    console.log(`${solutions} ${weight}`);
}

solve(size);
