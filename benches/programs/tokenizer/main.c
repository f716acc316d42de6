/* Classes of characters and slices: the tokens of a long source text. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int64_t seed = 42;

static int64_t random_below(int64_t limit) {
    seed = seed * 16807 % 2147483647;
    return seed % limit;
}

static int name(void) {
    return (int)random_below(50);
}

static int make_line(char *line, size_t capacity, int64_t form) {
    int a, b, c, number;
    switch (form) {
    case 0:
        a = name(), b = name(), number = (int)random_below(1000), c = name();
        return snprintf(line, capacity, "let value%d = (value%d + %d) * value%d;\n", a, b, number, c);
    case 1:
        a = name(), number = (int)random_below(100), b = name();
        return snprintf(line, capacity, "if value%d >= %d { print(value%d); } else { return 0; }\n", a, number, b);
    case 2:
        return snprintf(line, capacity, "# a remark about value%d\n", name());
    case 3:
        a = name(), b = name(), c = name();
        return snprintf(line, capacity, "\twhile value%d == 1000 { value%d = value%d / 2; }\n", a, b, c);
    default:
        a = name(), b = name();
        return snprintf(line, capacity, "print(\"the value of value%d is \", value%d);\n", a, b);
    }
}

static char *make_source(int64_t lines, size_t *length) {
    size_t capacity = 1024;
    char *source = malloc(capacity);
    *length = 0;
    for (int64_t i = 0; i < lines; i++) {
        if (*length + 256 > capacity) source = realloc(source, capacity *= 2);
        *length += make_line(source + *length, 256, random_below(5));
    }
    return source;
}

enum kind { NAME, KEYWORD, NUMBER, STRING, OPERATOR };

struct token {
    enum kind kind;
    const char *text;
    size_t length;
    int64_t line;
};

struct tokens {
    struct token *elements;
    size_t length, capacity;
};

static void push(struct tokens *tokens, struct token token) {
    if (tokens->length == tokens->capacity) {
        tokens->capacity = tokens->capacity ? 2 * tokens->capacity : 16;
        tokens->elements = realloc(tokens->elements, tokens->capacity * sizeof token);
    }
    tokens->elements[tokens->length++] = token;
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_keyword(const char *word, size_t length) {
    static const char *const keywords[] = {"let", "if", "else", "while", "print", "return"};
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++) {
        if (strlen(keywords[i]) == length && memcmp(keywords[i], word, length) == 0) return true;
    }
    return false;
}

static struct tokens tokenize(const char *source, const char *end) {
    struct tokens tokens = {0};
    int64_t line = 1;
    for (const char *at = source; at < end;) {
        const char *start = at;
        char c = *at++;
        if (c == '\n') {
            line++;
        } else if (c == '#') {
            while (at < end && *at != '\n') at++;
        } else if (is_letter(c)) {
            while (at < end && (is_letter(*at) || is_digit(*at))) at++;
            enum kind kind = is_keyword(start, at - start) ? KEYWORD : NAME;
            push(&tokens, (struct token){kind, start, at - start, line});
        } else if (is_digit(c)) {
            while (at < end && is_digit(*at)) at++;
            push(&tokens, (struct token){NUMBER, start, at - start, line});
        } else if (c == '"') {
            while (*at != '"') at++;
            at++;
            push(&tokens, (struct token){STRING, start, at - start, line});
        } else if (c != ' ' && c != '\t') {
            if (at < end && *at == '=') at++;
            push(&tokens, (struct token){OPERATOR, start, at - start, line});
        }
    }
    return tokens;
}

int main(int argc, char **argv) {
    int64_t size = argc > 1 ? atoll(argv[1]) : 80000;
    size_t length;
    char *source = make_source(size, &length);
    struct tokens tokens = tokenize(source, source + length);
    int64_t counts[5] = {0}, checksum = 0;
    for (size_t i = 0; i < tokens.length; i++) {
        const struct token *token = &tokens.elements[i];
        counts[token->kind]++;
        checksum = (checksum * 7 + (int64_t)token->length + token->line) % 1000007;
    }
    for (int kind = NAME; kind <= OPERATOR; kind++) {
        printf("%lld%c", (long long)counts[kind], kind == OPERATOR ? '\n' : ' ');
    }
    printf("%zu %lld\n", length, (long long)checksum);
    free(tokens.elements);
    free(source);
    return 0;
}
