# A million lines are printed, one at a time.
import sys


def main():
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 1000000
    for i in range(size):
        print("line", i)


main()
