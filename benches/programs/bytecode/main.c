/* A dispatch loop: a stack machine that counts primes. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { PUSH, LOAD, STORE, ADD, MULTIPLY, MODULO, LESS, JUMP, JUMP_IF_ZERO, HALT };

static void run(const int64_t *code) {
    int64_t stack[16] = {0}, variables[4] = {0};
    int64_t top = 0, pc = 0, executed = 0;
    for (;;) {
        int64_t operation = code[2 * pc], operand = code[2 * pc + 1];
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
            stack[top - 1] = stack[top - 1] < stack[top];
            break;
        case JUMP:
            pc = operand;
            break;
        case JUMP_IF_ZERO:
            if (stack[--top] == 0) pc = operand;
            break;
        default:
            printf("%lld %lld\n", (long long)stack[top - 1], (long long)executed);
            return;
        }
    }
}

int main(int argc, char **argv) {
    int64_t size = argc > 1 ? atoll(argv[1]) : 100000;
    /* Operation and operand of each instruction: variable 0 is tried, 1 its divisor, 2 the count. */
    int64_t code[] = {
        PUSH, 2, STORE, 0, PUSH, 0, STORE, 2,
        LOAD, 0, PUSH, size, LESS, 0, JUMP_IF_ZERO, 35,
        PUSH, 2, STORE, 1,
        LOAD, 0, LOAD, 1, LOAD, 1, MULTIPLY, 0, LESS, 0, JUMP_IF_ZERO, 17,
        JUMP, 26,
        LOAD, 0, LOAD, 1, MODULO, 0, JUMP_IF_ZERO, 30,
        LOAD, 1, PUSH, 1, ADD, 0, STORE, 1, JUMP, 10,
        LOAD, 2, PUSH, 1, ADD, 0, STORE, 2,
        LOAD, 0, PUSH, 1, ADD, 0, STORE, 0, JUMP, 4,
        LOAD, 2, HALT, 0,
    };
    run(code);
    return 0;
}
