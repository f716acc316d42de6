-- What is done with each element of a list.
local lists = {}

function lists.range(count)
    local list = {}
    for i = 1, count do list[i] = i - 1 end
    return list
end

function lists.map(list, transform)
    local result = {}
    for i = 1, #list do result[i] = transform(list[i]) end
    return result
end

function lists.fold(list, start, combine)
    local result = start
    for i = 1, #list do result = combine(result, list[i]) end
    return result
end

return lists
