# Big integers: digits of pi by Machin's formula, pi = 16 arctan(1/5) - 4 arctan(1/239).
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 10000


def arctan(x, scale):
    """The arctangent of 1/x, times `scale`."""
    power = scale // x
    total = power
    n = 3
    sign = -1
    while power > 0:
        power //= x * x
        total += sign * (power // n)
        sign = -sign
        n += 2
    return total


def main():
    if hasattr(sys, "set_int_max_str_digits"):
        sys.set_int_max_str_digits(0)
    scale = 10 ** (size + 10)
    digits = str((arctan(5, 16 * scale) - arctan(239, 4 * scale)) // 10 ** 10)
    print(f"{digits[:10]}...{digits[-10:]} {sum(map(int, digits))}")


main()
