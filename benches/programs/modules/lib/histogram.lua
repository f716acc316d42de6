-- How many numbers fall into each of some ranges of equal size.
local lists = require("lib.lists")

local histogram = {}

function histogram.make(buckets)
    local counts = {}
    for i = 1, buckets do counts[i] = 0 end
    return { counts = counts }
end

-- Numbers are at least 0 and less than the limit.
function histogram.add(self, number, limit)
    local bucket = math.floor(number * #self.counts / limit) + 1
    self.counts[bucket] = self.counts[bucket] + 1
end

function histogram.add_all(self, numbers, limit)
    for i = 1, #numbers do histogram.add(self, numbers[i], limit) end
end

function histogram.total(self)
    return lists.fold(self.counts, 0, function(a, b) return a + b end)
end

function histogram.checksum(self)
    return lists.fold(self.counts, 0, function(a, b) return (a * 31 + b) % 1000007 end)
end

return histogram
