"""Vectors of three integers in a cube."""
from lib import lcg

SIDE = 100
FARTHEST = 3 * SIDE * SIDE


class Vector:
    __slots__ = ("x", "y", "z")

    def __init__(self, x, y, z):
        self.x = x
        self.y = y
        self.z = z


def add(a, b):
    return Vector(a.x + b.x, a.y + b.y, a.z + b.z)


def dot(a, b):
    return a.x * b.x + a.y * b.y + a.z * b.z


def wrap(a):
    return Vector((a.x + SIDE) % SIDE, (a.y + SIDE) % SIDE, (a.z + SIDE) % SIDE)


def random(reach):
    """Each component is at most the reach away from 0."""
    x = lcg.next_below(2 * reach + 1) - reach
    y = lcg.next_below(2 * reach + 1) - reach
    z = lcg.next_below(2 * reach + 1) - reach
    return Vector(x, y, z)
