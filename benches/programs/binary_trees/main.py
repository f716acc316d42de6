# Allocation and the collector: many small trees, while one large one lives on.
import sys

size = int(sys.argv[1]) if len(sys.argv) > 1 else 18


class Tree:
    __slots__ = ("left", "right")

    def __init__(self, left, right):
        self.left = left
        self.right = right


def make_tree(depth):
    if depth == 0:
        return Tree(None, None)
    return Tree(make_tree(depth - 1), make_tree(depth - 1))


def count_nodes(tree):
    if tree.left is None:
        return 1
    return 1 + count_nodes(tree.left) + count_nodes(tree.right)


def count_trees(trees, depth):
    nodes = 0
    for _ in range(trees):
        nodes += count_nodes(make_tree(depth))
    return nodes


def main():
    long_lived = make_tree(size)
    for depth in range(4, size + 1, 4):
        trees = 1 << (size - depth + 2)
        print(f"{trees} trees of depth {depth}: {count_trees(trees, depth)}")
    print(f"long lived: {count_nodes(long_lived)}")


main()
