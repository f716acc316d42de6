-- Lists of lists: the product of two matrices of floats.
local size = tonumber(arg[1]) or 400

local function make_matrix(n, seed)
    local rows = {}
    for i = 0, n - 1 do
        local row = {}
        for j = 0, n - 1 do row[j + 1] = (i * seed + j * 5) % 11 * 0.5 end
        rows[i + 1] = row
    end
    return rows
end

local function multiply(a, b)
    local n, product = #a, {}
    for i = 1, n do
        local row = {}
        for j = 1, n do
            local sum = 0.0
            for k = 1, n do sum = sum + a[i][k] * b[k][j] end
            row[j] = sum
        end
        product[i] = row
    end
    return product
end

local product = multiply(make_matrix(size, 3), make_matrix(size, 7))
local trace, total = 0.0, 0.0
for i = 1, size do
    trace = trace + product[i][i]
    for j = 1, size do total = total + product[i][j] end
end
print(string.format("%d %d", trace * 4, total * 4))
