# Small procedures in several modules: particles that walk, seen through vectors, lists and a histogram.
import sys

from lib import lcg, vectors
from lib.histogram import Histogram

size = int(sys.argv[1]) if len(sys.argv) > 1 else 60000


class Particle:
    __slots__ = ("position", "direction")

    def __init__(self, i):
        self.position = vectors.Vector(i, 2 * i, 3 * i)
        self.direction = vectors.random(5)


def move(particle):
    if lcg.chance(4):
        particle.direction = vectors.random(5)
    particle.position = vectors.wrap(vectors.add(particle.position, particle.direction))
    return particle


def distance(particle):
    return vectors.dot(particle.position, particle.position)


def main():
    particles = [Particle(i) for i in range(20)]
    distances = Histogram(16)
    for _ in range(size):
        particles = [move(particle) for particle in particles]
        distances.add_all([distance(particle) for particle in particles], vectors.FARTHEST)
    print(distances.total(), distances.checksum())
    print(sum(distance(particle) for particle in particles))


main()
