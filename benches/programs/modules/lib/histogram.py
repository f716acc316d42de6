"""How many numbers fall into each of some ranges of equal size."""
from functools import reduce


class Histogram:
    def __init__(self, buckets):
        self.counts = [0] * buckets

    def add(self, number, limit):
        """Numbers are at least 0 and less than the limit."""
        self.counts[number * len(self.counts) // limit] += 1

    def add_all(self, numbers, limit):
        for number in numbers:
            self.add(number, limit)

    def total(self):
        return sum(self.counts)

    def checksum(self):
        return reduce(lambda a, b: (a * 31 + b) % 1000007, self.counts, 0)
