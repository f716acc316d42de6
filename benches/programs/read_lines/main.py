# Lines of standard input are read one at a time and counted.
import sys


def main():
    lines = 0
    characters = 0
    for line in sys.stdin:
        lines += 1
        characters += len(line.rstrip("\n"))
    print(lines, characters)


main()
