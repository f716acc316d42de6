// A dispatch loop: a stack machine that counts primes.
"use strict";
const size = Number(process.argv[2] ?? 100000);

const PUSH = 0, LOAD = 1, STORE = 2, ADD = 3, MULTIPLY = 4, MODULO = 5, LESS = 6, JUMP = 7, JUMP_IF_ZERO = 8, HALT = 9;

// Operation and operand of each instruction: variable 0 is tried, 1 its divisor, 2 the count.
function primesBelow(limit) {
    return [
        PUSH, 2, STORE, 0, PUSH, 0, STORE, 2,
        LOAD, 0, PUSH, limit, LESS, 0, JUMP_IF_ZERO, 35,
        PUSH, 2, STORE, 1,
        LOAD, 0, LOAD, 1, LOAD, 1, MULTIPLY, 0, LESS, 0, JUMP_IF_ZERO, 17,
        JUMP, 26,
        LOAD, 0, LOAD, 1, MODULO, 0, JUMP_IF_ZERO, 30,
        LOAD, 1, PUSH, 1, ADD, 0, STORE, 1, JUMP, 10,
        LOAD, 2, PUSH, 1, ADD, 0, STORE, 2,
        LOAD, 0, PUSH, 1, ADD, 0, STORE, 0, JUMP, 4,
        LOAD, 2, HALT, 0,
    ];
}

function run(code) {
    const stack = new Array(16).fill(0), variables = new Array(4).fill(0);
    let top = 0, pc = 0, executed = 0;
    for (;;) {
        const operation = code[2 * pc], operand = code[2 * pc + 1];
        pc++;
        executed++;
        switch (operation) {
        case PUSH:
            stack[top++] = operand;
            break;
        case LOAD:
            stack[top++] = variables[operand];
            break;
        case STORE:
            variables[operand] = stack[--top];
            break;
        case ADD:
            top--;
            stack[top - 1] += stack[top];
            break;
        case MULTIPLY:
            top--;
            stack[top - 1] *= stack[top];
            break;
        case MODULO:
            top--;
            stack[top - 1] %= stack[top];
            break;
        case LESS:
            top--;
            stack[top - 1] = stack[top - 1] < stack[top] ? 1 : 0;
            break;
        case JUMP:
            pc = operand;
            break;
        case JUMP_IF_ZERO:
            if (stack[--top] === 0) pc = operand;
            break;
        default:
            console.log(`${stack[top - 1]} ${executed}`);
            return;
        }
    }
}

run(primesBelow(size));
