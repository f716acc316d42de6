-- A dispatch loop: a stack machine that counts primes.
local size = tonumber(arg[1]) or 100000

local PUSH, LOAD, STORE, ADD, MULTIPLY, MODULO, LESS, JUMP, JUMP_IF_ZERO, HALT = 0, 1, 2, 3, 4, 5, 6, 7, 8, 9

-- Operation and operand of each instruction: variable 0 is tried, 1 its divisor, 2 the count.
local function primes_below(limit)
    return {
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
    }
end

local function run(code)
    local stack, variables = {}, {}
    local top, pc, executed = 0, 0, 0
    while true do
        local operation, operand = code[2 * pc + 1], code[2 * pc + 2]
        pc = pc + 1
        executed = executed + 1
        if operation == PUSH then
            top = top + 1
            stack[top] = operand
        elseif operation == LOAD then
            top = top + 1
            stack[top] = variables[operand + 1]
        elseif operation == STORE then
            variables[operand + 1] = stack[top]
            top = top - 1
        elseif operation == ADD then
            top = top - 1
            stack[top] = stack[top] + stack[top + 1]
        elseif operation == MULTIPLY then
            top = top - 1
            stack[top] = stack[top] * stack[top + 1]
        elseif operation == MODULO then
            top = top - 1
            stack[top] = stack[top] % stack[top + 1]
        elseif operation == LESS then
            top = top - 1
            stack[top] = stack[top] < stack[top + 1] and 1 or 0
        elseif operation == JUMP then
            pc = operand
        elseif operation == JUMP_IF_ZERO then
            if stack[top] == 0 then pc = operand end
            top = top - 1
        else
            print(stack[top] .. " " .. executed)
            return
        end
    end
end

run(primes_below(size))
