# Float arithmetic in a loop: the points of a square in the Mandelbrot set.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 1000


def escape_time(cr, ci, limit):
    zr = zi = 0.0
    for n in range(limit):
        rr = zr * zr
        ii = zi * zi
        if rr + ii > 4.0:
            return n
        zi = 2.0 * zr * zi + ci
        zr = rr - ii + cr
    return limit


def mandelbrot(side):
    inside = total = 0
    for y in range(side):
        ci = 2.0 * y / side - 1.0
        for x in range(side):
            n = escape_time(2.0 * x / side - 1.5, ci, 100)
            if n == 100:
                inside += 1
            total += n
    print(inside, total)


mandelbrot(size)
