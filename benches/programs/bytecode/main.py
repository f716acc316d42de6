# A dispatch loop: a stack machine that counts primes.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 100000

PUSH, LOAD, STORE, ADD, MULTIPLY, MODULO, LESS, JUMP, JUMP_IF_ZERO, HALT = range(10)


def primes_below(limit):
    """Operation and operand of each instruction: variable 0 is tried, 1 its divisor, 2 the count."""
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
    ]


def run(code):
    stack = []
    variables = [0] * 4
    pc = executed = 0
    while True:
        operation = code[2 * pc]
        operand = code[2 * pc + 1]
        pc += 1
        executed += 1
        if operation == PUSH:
            stack.append(operand)
        elif operation == LOAD:
            stack.append(variables[operand])
        elif operation == STORE:
            variables[operand] = stack.pop()
        elif operation == ADD:
            right = stack.pop()
            stack[-1] += right
        elif operation == MULTIPLY:
            right = stack.pop()
            stack[-1] *= right
        elif operation == MODULO:
            right = stack.pop()
            stack[-1] %= right
        elif operation == LESS:
            right = stack.pop()
            stack[-1] = 1 if stack[-1] < right else 0
        elif operation == JUMP:
            pc = operand
        elif operation == JUMP_IF_ZERO:
            if stack.pop() == 0:
                pc = operand
        else:
            print(stack[-1], executed)
            return


run(primes_below(size))
