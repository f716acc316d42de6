// What is done with each element of a list.
"use strict";

function range(count) {
    const list = [];
    for (let i = 0; i < count; i++) list.push(i);
    return list;
}

function map(list, transform) {
    const result = [];
    for (let i = 0; i < list.length; i++) result.push(transform(list[i]));
    return result;
}

function fold(list, start, combine) {
    let result = start;
    for (let i = 0; i < list.length; i++) result = combine(result, list[i]);
    return result;
}

module.exports = { range, map, fold };
