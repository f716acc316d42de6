# Backtracking: the ways to put queens on a board so that none attacks another.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 12


def solve(n):
    columns = [False] * n
    rising = [False] * (2 * n)
    falling = [False] * (2 * n)
    weight = 0

    def place(row, total):
        nonlocal weight
        if row == n:
            weight += total % 97
            return 1
        solutions = 0
        for column in range(n):
            if not (columns[column] or rising[row + column] or falling[row - column + n]):
                columns[column] = rising[row + column] = falling[row - column + n] = True
                solutions += place(row + 1, total + row * column)
                columns[column] = rising[row + column] = falling[row - column + n] = False
        return solutions

    solutions = place(0, 0)
    print(solutions, weight)


solve(size)
