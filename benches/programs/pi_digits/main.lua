-- Big integers: digits of pi by Machin's formula, pi = 16 arctan(1/5) - 4 arctan(1/239).
local size = tonumber(arg[1]) or 10000

-- A number before and with digits behind the point, seven to a limb, the most significant first.
local BASE = 10000000

local function is_zero(a)
    for i = 1, #a do
        if a[i] ~= 0 then return false end
    end
    return true
end

local function divide(a, divisor)
    local quotient, remainder = {}, 0
    for i = 1, #a do
        local dividend = remainder * BASE + a[i]
        remainder = dividend % divisor
        quotient[i] = (dividend - remainder) / divisor
    end
    return quotient
end

local function add(sum, a)
    local carry = 0
    for i = #sum, 1, -1 do
        local limb = sum[i] + a[i] + carry
        if limb >= BASE then
            sum[i], carry = limb - BASE, 1
        else
            sum[i], carry = limb, 0
        end
    end
end

local function subtract(sum, a)
    local borrow = 0
    for i = #sum, 1, -1 do
        local limb = sum[i] - a[i] - borrow
        if limb < 0 then
            sum[i], borrow = limb + BASE, 1
        else
            sum[i], borrow = limb, 0
        end
    end
end

local function whole(number, limbs)
    local a = { number }
    for i = 2, limbs do a[i] = 0 end
    return a
end

-- Adds `factor` times the arctangent of 1/x to the sum, or subtracts it.
local function add_arctan(sum, factor, x, negative)
    local power = divide(whole(factor, #sum), x)
    local n = 1
    while not is_zero(power) do
        local term = divide(power, n)
        if negative then subtract(sum, term) else add(sum, term) end
        negative = not negative
        power = divide(power, x * x)
        n = n + 2
    end
end

local pi = whole(0, math.floor(size / 7) + 4)
add_arctan(pi, 16, 5, false)
add_arctan(pi, 4, 239, true)
local parts = { string.format("%d", pi[1]) }
for i = 2, #pi do parts[i] = string.format("%07d", pi[i]) end
local digits = table.concat(parts):sub(1, size + 1)
local sum = 0
for i = 1, #digits do sum = sum + digits:byte(i) - 48 end
print(digits:sub(1, 10) .. "..." .. digits:sub(-10) .. " " .. sum)
