// Classes of characters and slices: the tokens of a long source text.
"use strict";
const size = Number(process.argv[2] ?? 80000);

let seed = 42;

function random(limit) {
    seed = seed * 16807 % 2147483647;
    return seed % limit;
}

function name() {
    return "value" + random(50);
}

function makeLine(form) {
    switch (form) {
    case 0:
        return `let ${name()} = (${name()} + ${random(1000)}) * ${name()};\n`;
    case 1:
        return `if ${name()} >= ${random(100)} { print(${name()}); } else { return 0; }\n`;
    case 2:
        return `# a remark about ${name()}\n`;
    case 3:
        return `\twhile ${name()} == 1000 { ${name()} = ${name()} / 2; }\n`;
    default:
        return `print("the value of ${name()} is ", ${name()});\n`;
    }
}

function makeSource(lines) {
    let source = "";
    for (let i = 0; i < lines; i++) source += makeLine(random(5));
    return source;
}

const KEYWORDS = new Set(["let", "if", "else", "while", "print", "return"]);

function isLetter(c) {
    return (c >= "a" && c <= "z") || (c >= "A" && c <= "Z") || c === "_";
}

function isDigit(c) {
    return c >= "0" && c <= "9";
}

function tokenize(source) {
    const tokens = [], end = source.length;
    let line = 1, i = 0;
    while (i < end) {
        const c = source[i], start = i;
        i++;
        if (c === "\n") {
            line++;
        } else if (c === "#") {
            while (i < end && source[i] !== "\n") i++;
        } else if (isLetter(c)) {
            while (i < end && (isLetter(source[i]) || isDigit(source[i]))) i++;
            const word = source.slice(start, i);
            tokens.push({ kind: KEYWORDS.has(word) ? "keyword" : "name", text: word, line });
        } else if (isDigit(c)) {
            while (i < end && isDigit(source[i])) i++;
            tokens.push({ kind: "number", text: source.slice(start, i), line });
        } else if (c === '"') {
            while (source[i] !== '"') i++;
            i++;
            tokens.push({ kind: "string", text: source.slice(start, i), line });
        } else if (c !== " " && c !== "\t") {
            if (i < end && source[i] === "=") i++;
            tokens.push({ kind: "operator", text: source.slice(start, i), line });
        }
    }
    return tokens;
}

const source = makeSource(size);
const counts = { name: 0, keyword: 0, number: 0, string: 0, operator: 0 };
let checksum = 0;
for (const token of tokenize(source)) {
    counts[token.kind]++;
    checksum = (checksum * 7 + token.text.length + token.line) % 1000007;
}
console.log(Object.values(counts).join(" "));
console.log(`${source.length} ${checksum}`);
