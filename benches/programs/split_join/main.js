// Texts cut into fields and put together again.
"use strict";
const size = Number(process.argv[2] ?? 20);

let seed = 42;

function random(limit) {
    seed = seed * 16807 % 2147483647;
    return seed % limit;
}

function makeFields(count) {
    const fields = [];
    for (let i = 0; i < count; i++) fields.push("field" + random(100000));
    return fields;
}

function run(rounds) {
    let text = makeFields(rounds * 1000).join(",");
    let checksum = 0;
    for (let round = 0; round < rounds; round++) {
        const fields = text.split(",");
        fields[round] = "round" + round;
        text = fields.join(";").split(";").join(",");
        checksum = (checksum * 31 + text.length + fields.length) % 1000007;
    }
    console.log(`${checksum} ${text.slice(0, 40)}`);
}

run(size);
