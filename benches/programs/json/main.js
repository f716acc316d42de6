// A parser written by hand: a long JSON text becomes dictionaries and lists, three times.
"use strict";
const size = Number(process.argv[2] ?? 12000);

let seed = 42;

function random(limit) {
    seed = seed * 16807 % 2147483647;
    return seed % limit;
}

function makeRecord(id) {
    const active = random(2) === 0 ? "true" : "false";
    let tags = `"tag${random(100)}"`;
    for (let more = random(4); more > 0; more--) tags += `, "tag${random(100)}"`;
    return `{"id": ${id}, "name": "user \\"${random(10000)}\\"", "active": ${active}, "tags": [${tags}], `
        + `"score": ${random(2000) - 1000}, `
        + `"address": {"street": "Long Street", "number": ${random(300)}, "floor": null}}`;
}

function makeDocument(count) {
    let text = "[\n  " + makeRecord(0);
    for (let id = 1; id < count; id++) text += ",\n  " + makeRecord(id);
    return text + "\n]";
}

function parse(text) {
    let pos = 0;

    function skipBlanks() {
        while (text[pos] === " " || text[pos] === "\n") pos++;
    }

    function expect(token) {
        if (!text.startsWith(token, pos)) throw new Error(`expected ${token} at ${pos}`);
        pos += token.length;
    }

    function parseString() {
        expect('"');
        let result = "", start = pos;
        while (text[pos] !== '"') {
            if (text[pos] === "\\") {
                const escaped = text[pos + 1];
                result += text.slice(start, pos) + (escaped === "n" ? "\n" : escaped);
                pos += 2;
                start = pos;
            } else {
                pos++;
            }
        }
        pos++;
        return result + text.slice(start, pos - 1);
    }

    function parseNumber() {
        const negative = text[pos] === "-";
        if (negative) pos++;
        let number = 0;
        while (text[pos] >= "0" && text[pos] <= "9") {
            number = number * 10 + text.charCodeAt(pos) - 48;
            pos++;
        }
        return negative ? -number : number;
    }

    function parseList() {
        const list = [];
        expect("[");
        skipBlanks();
        if (text[pos] === "]") {
            pos++;
            return list;
        }
        for (;;) {
            list.push(parseValue());
            skipBlanks();
            if (text[pos] === "]") {
                pos++;
                return list;
            }
            expect(",");
        }
    }

    function parseObject() {
        const object = {};
        expect("{");
        skipBlanks();
        if (text[pos] === "}") {
            pos++;
            return object;
        }
        for (;;) {
            skipBlanks();
            const key = parseString();
            skipBlanks();
            expect(":");
            object[key] = parseValue();
            skipBlanks();
            if (text[pos] === "}") {
                pos++;
                return object;
            }
            expect(",");
        }
    }

    function parseValue() {
        skipBlanks();
        switch (text[pos]) {
        case "{":
            return parseObject();
        case "[":
            return parseList();
        case '"':
            return parseString();
        case "t":
            expect("true");
            return true;
        case "f":
            expect("false");
            return false;
        case "n":
            expect("null");
            return null;
        default:
            return parseNumber();
        }
    }

    return parseValue();
}

function checksum(records) {
    let sum = 0;
    for (const record of records) {
        sum += record.id + record.score + record.name.length + record.address.number;
        for (const tag of record.tags) sum += tag.length;
        if (record.active) sum++;
    }
    return sum;
}

const text = makeDocument(size);
let sum = 0;
for (let round = 0; round < 3; round++) sum += checksum(parse(text));
console.log(`${text.length} ${sum}`);
