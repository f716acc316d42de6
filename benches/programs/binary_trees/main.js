// Allocation and the collector: many small trees, while one large one lives on.
"use strict";
const size = Number(process.argv[2] ?? 18);

function makeTree(depth) {
    if (depth === 0) return { left: null, right: null };
    return { left: makeTree(depth - 1), right: makeTree(depth - 1) };
}

function countNodes(tree) {
    if (tree.left === null) return 1;
    return 1 + countNodes(tree.left) + countNodes(tree.right);
}

function countTrees(trees, depth) {
    let nodes = 0;
    for (let i = 0; i < trees; i++) nodes += countNodes(makeTree(depth));
    return nodes;
}

const longLived = makeTree(size);
for (let depth = 4; depth <= size; depth += 4) {
    const trees = 1 << (size - depth + 2);
    console.log(`${trees} trees of depth ${depth}: ${countTrees(trees, depth)}`);
}
console.log(`long lived: ${countNodes(longLived)}`);
