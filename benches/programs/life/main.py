# Reads of neighbours in lists of lists: the game of life on a torus.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 2000

seed = 42


def random(limit):
    global seed
    seed = seed * 16807 % 2147483647
    return seed % limit


def make_world(side):
    return [[1 if random(3) == 0 else 0 for _ in range(side)] for _ in range(side)]


def neighbours(world, x, y):
    side = len(world)
    left = (x - 1) % side
    right = (x + 1) % side
    above = world[(y - 1) % side]
    here = world[y]
    below = world[(y + 1) % side]
    return above[left] + above[x] + above[right] + here[left] + here[right] + below[left] + below[x] + below[right]


def step(world):
    result = []
    for y in range(len(world)):
        row = []
        for x in range(len(world)):
            count = neighbours(world, x, y)
            row.append(1 if count == 3 or (count == 2 and world[y][x] == 1) else 0)
        result.append(row)
    return result


def population(world):
    return sum(map(sum, world))


def main():
    world = make_world(64)
    checksum = 0
    for _ in range(size):
        world = step(world)
        checksum = (checksum * 31 + population(world)) % 1000007
    print(population(world), checksum)


main()
