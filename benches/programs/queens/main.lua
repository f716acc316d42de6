-- Backtracking: the ways to put queens on a board so that none attacks another.
local size = tonumber(arg[1]) or 12

local function solve(n)
    local columns, rising, falling = {}, {}, {}
    for i = 1, n do columns[i] = false end
    for i = 1, 2 * n do rising[i], falling[i] = false, false end
    local weight = 0

    local function place(row, sum)
        if row == n then
            weight = weight + sum % 97
            return 1
        end
        local solutions = 0
        for column = 0, n - 1 do
            local up, down = row + column + 1, row - column + n
            if not (columns[column + 1] or rising[up] or falling[down]) then
                columns[column + 1], rising[up], falling[down] = true, true, true
                solutions = solutions + place(row + 1, sum + row * column)
                columns[column + 1], rising[up], falling[down] = false, false, false
            end
        end
        return solutions
    end

    local solutions = place(0, 0)
    print(solutions .. " " .. weight)
end

solve(size)
