/* Allocation and the collector: many small trees, while one large one lives on. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct tree {
    struct tree *left, *right;
};

static struct tree *make_tree(int64_t depth) {
    struct tree *tree = malloc(sizeof *tree);
    if (depth == 0) {
        tree->left = tree->right = NULL;
    } else {
        tree->left = make_tree(depth - 1);
        tree->right = make_tree(depth - 1);
    }
    return tree;
}

static int64_t count_nodes(const struct tree *tree) {
    if (!tree->left) return 1;
    return 1 + count_nodes(tree->left) + count_nodes(tree->right);
}

static void free_tree(struct tree *tree) {
    if (tree->left) {
        free_tree(tree->left);
        free_tree(tree->right);
    }
    free(tree);
}

static int64_t count_trees(int64_t trees, int64_t depth) {
    int64_t nodes = 0;
    for (int64_t i = 0; i < trees; i++) {
        struct tree *tree = make_tree(depth);
        nodes += count_nodes(tree);
        free_tree(tree);
    }
    return nodes;
}

int main(int argc, char **argv) {
    int64_t size = argc > 1 ? atoll(argv[1]) : 18;
    struct tree *long_lived = make_tree(size);
    for (int64_t depth = 4; depth <= size; depth += 4) {
        int64_t trees = (int64_t)1 << (size - depth + 2);
        printf("%lld trees of depth %lld: %lld\n", (long long)trees, (long long)depth,
               (long long)count_trees(trees, depth));
    }
    printf("long lived: %lld\n", (long long)count_nodes(long_lived));
    free_tree(long_lived);
    return 0;
}
