// A binary heap in a list that grows and shrinks: events in the order of their time.
"use strict";
const size = Number(process.argv[2] ?? 1000000);

let seed = 42;

function random(limit) {
    seed = seed * 16807 % 2147483647;
    return seed % limit;
}

const heap = [];

function push(event) {
    let i = heap.length;
    heap.push(event);
    while (i > 0) {
        const parent = (i - 1) >> 1;
        if (heap[parent].time <= event.time) break;
        heap[i] = heap[parent];
        i = parent;
    }
    heap[i] = event;
}

function pop() {
    const first = heap[0], event = heap.pop(), count = heap.length;
    if (count === 0) return first;
    let i = 0;
    while (2 * i + 1 < count) {
        let child = 2 * i + 1;
        if (child + 1 < count && heap[child + 1].time < heap[child].time) child++;
        if (event.time <= heap[child].time) break;
        heap[i] = heap[child];
        i = child;
    }
    heap[i] = event;
    return first;
}

let made = 0, checksum = 0;
while (made < 500 && made < size) {
    push({ time: random(1000), id: made });
    made++;
}
while (heap.length > 0) {
    const event = pop();
    checksum = (checksum * 31 + event.id + event.time) % 1000007;
    // One successor on average.
    let successors = random(3);
    while ((successors > 0 || heap.length < 100) && made < size) {
        push({ time: event.time + random(1000), id: made });
        made++;
        successors--;
    }
}
console.log(`${made} ${checksum}`);
