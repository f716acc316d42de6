-- Lists of floats: the largest singular value of an infinite matrix, by power iteration.
local size = tonumber(arg[1]) or 1000

local function element(i, j)
    return 1.0 / ((i + j) * (i + j + 1) / 2 + i + 1)
end

local function multiply(v)
    local n, result = #v, {}
    for i = 1, n do
        local sum = 0.0
        for j = 1, n do sum = sum + element(i - 1, j - 1) * v[j] end
        result[i] = sum
    end
    return result
end

local function multiply_transposed(v)
    local n, result = #v, {}
    for i = 1, n do
        local sum = 0.0
        for j = 1, n do sum = sum + element(j - 1, i - 1) * v[j] end
        result[i] = sum
    end
    return result
end

local function spectral_norm(n)
    local u, v = {}
    for i = 1, n do u[i] = 1.0 end
    for _ = 1, 10 do
        v = multiply_transposed(multiply(u))
        u = multiply_transposed(multiply(v))
    end
    local uv, vv = 0.0, 0.0
    for i = 1, n do
        uv = uv + u[i] * v[i]
        vv = vv + v[i] * v[i]
    end
    return math.sqrt(uv / vv)
end

print(string.format("%.0f", math.floor(spectral_norm(size) * 1000000000)))
