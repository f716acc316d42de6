-- Allocation and the collector: many small trees, while one large one lives on.
local size = tonumber(arg[1]) or 18

local function make_tree(depth)
    if depth == 0 then return { left = false, right = false } end
    return { left = make_tree(depth - 1), right = make_tree(depth - 1) }
end

local function count_nodes(tree)
    if not tree.left then return 1 end
    return 1 + count_nodes(tree.left) + count_nodes(tree.right)
end

local function count_trees(trees, depth)
    local nodes = 0
    for _ = 1, trees do nodes = nodes + count_nodes(make_tree(depth)) end
    return nodes
end

local long_lived = make_tree(size)
for depth = 4, size, 4 do
    local trees = 2 ^ (size - depth + 2)
    print(string.format("%d trees of depth %d: %d", trees, depth, count_trees(trees, depth)))
end
print("long lived: " .. count_nodes(long_lived))
