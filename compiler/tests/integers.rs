//! Integers around the boundaries of their representations, with every operator, in every position that a number can be
//! in: what the optimiser knows of a number depends on where it stands. All engines must print what `num-bigint` gives.

mod support;

use std::fmt::Write;
use std::fs;

use libtest_mimic::{Failed, Trial};
use num_bigint::{BigInt, Sign};
use support::engine::Program;
use support::{Outcome, compare, scratch};

/// Where representations and what the optimiser knows change, as exponents of two: bytes, exact floats, counters, small
/// integers, machine words.
const EXPONENTS: [u32; 9] = [0, 7, 31, 53, 60, 61, 62, 63, 64];
const COUNTS: [u32; 8] = [0, 1, 2, 61, 62, 63, 64, 65];
/// Operators that take any two integers.
const TOTAL: [&str; 12] = ["+", "-", "*", "&", "|", "^", "<", "<=", ">", ">=", "==", "!="];
/// Those that do not divide by zero.
const DIVISIONS: [&str; 3] = ["//", "%", "/"];

/// A way to hold a number. In the texts, `#` is the number of the number, and `N` the number.
struct Position {
    name: &'static str,
    /// What is done once.
    prelude: &'static str,
    /// What holds the number, in front of the code that uses it.
    before: &'static str,
    read: &'static str,
    after: &'static str,
}

/// Where a list has the same number twice, the optimiser knows its range, but not that it is a constant.
const POSITIONS: [Position; 12] = [
    Position { name: "literals", prelude: "", before: "", read: "(N)", after: "" },
    Position { name: "module_variables", prelude: "", before: "alloc x# := N", read: "x#", after: "" },
    Position { name: "elements", prelude: "", before: "alloc xs# := [N, N]", read: "xs#[one]", after: "" },
    Position { name: "elements_with_bytes", prelude: "", before: "alloc xs# := [1, N]", read: "xs#[one]", after: "" },
    Position {
        name: "assigned_elements",
        prelude: "",
        before: "alloc xs# := list_repeat(0, 3)\nxs#[one] := N\nxs# := xs# + [N]",
        read: "xs#[-one]",
        after: "",
    },
    Position { name: "fields", prelude: "", before: "alloc d# := {a: 1, b: N}", read: "d#.b", after: "" },
    Position { name: "arguments", prelude: "", before: "proc f#(x) {", read: "x", after: "}\nf#([N, N][one])" },
    Position {
        name: "results",
        prelude: "proc some(a, b) { if one == 1 { return a } return b }",
        before: "",
        read: "some(N, 1)",
        after: "",
    },
    Position {
        name: "slots",
        prelude: "",
        before: "proc f#(x) {\nalloc y := 0\ntry { y := x } except e { }",
        read: "y",
        after: "}\nf#([N, N][one])",
    },
    Position {
        name: "captured",
        prelude: "proc holder(n) { proc get() { return n } return get }",
        before: "alloc get# := holder([N, N][one])",
        read: "get#()",
        after: "",
    },
    Position {
        name: "in_cells",
        prelude: "proc changed(n) { alloc x := 0 proc get() { return x } x := n return get }",
        before: "alloc get# := changed([N, N][one])",
        read: "get#()",
        after: "",
    },
    Position {
        name: "other_modules",
        prelude: "import \"numbers.omg\" as numbers",
        before: "",
        read: "numbers.x#",
        after: "",
    },
];

fn main() {
    let positions = POSITIONS.iter().map(|position| {
        Trial::test(format!("integers::{}", position.name), || {
            let (program, expected) = in_position(position);
            check(&program, Some(expected))
        })
    });
    let others = [
        Trial::test("integers::all_pairs", || {
            let (program, expected) = all_pairs();
            check(&program, Some(expected))
        }),
        Trial::test("integers::crossed_by_loops", || {
            let (program, expected) = crossed_by_loops();
            check(&program, Some(expected))
        }),
        Trial::test("integers::beside_floats", || check(&beside_floats(), None)),
    ];
    support::conclude(positions.chain(others).collect())
}

/// Runs a program in all engines; what it must print, if it is not just the same everywhere.
fn check(program: &str, expected: Option<String>) -> Result<(), Failed> {
    let folder = scratch();
    fs::write(folder.path().join("main.omg"), program)?;
    fs::write(folder.path().join("numbers.omg"), numbers_module())?;
    let program = Program { folder: folder.path(), entry: "main.omg", flags: &[], args: &[], stdin: None };
    let mut reference = expected.map(|stdout| Outcome { stdout, stderr: String::new(), status: "0".to_owned() });
    program.run_all(false, |engine, outcome| {
        let expected = reference.get_or_insert_with(|| outcome.clone());
        compare(&format!("{engine}: standard error"), &expected.stderr, &outcome.stderr)?;
        compare(&format!("{engine}: standard output"), &expected.stdout, &outcome.stdout)?;
        compare(&format!("{engine}: exit status"), &expected.status, &outcome.status)
    })
}

/// The boundaries and their neighbours, both signs.
fn boundaries() -> Vec<BigInt> {
    let near = |exponent: &u32| [-1, 0, 1].map(|near| (BigInt::from(1) << *exponent) + near);
    let mut numbers: Vec<BigInt> = EXPONENTS.iter().flat_map(near).flat_map(|n: BigInt| [-n.clone(), n]).collect();
    numbers.sort();
    numbers.dedup();
    numbers
}

/// What stands beside a boundary as a literal: steps, signs, a power of two, and the ends of the small integers.
fn partners() -> Vec<BigInt> {
    let small = [-17, -1, 1, 16].map(BigInt::from);
    let end: BigInt = BigInt::from(1) << 62;
    small.into_iter().chain([-end.clone(), end - 1]).collect()
}

fn numbers_module() -> String {
    let exports =
        boundaries().into_iter().enumerate().map(|(i, n)| format!("alloc x{i} := [{n}, {n}][length(args)]\n"));
    format!(";;;omg\n{}", exports.collect::<String>())
}

fn in_position(position: &Position) -> (String, String) {
    let mut program = format!(";;;omg\nalloc one := length(args)\n{}\n", position.prelude);
    let mut expected = String::new();
    for (i, number) in boundaries().iter().enumerate() {
        let fill = |text: &str| text.replace('#', &i.to_string()).replace('N', &number.to_string());
        let held = Term { text: fill(position.read), value: number.clone() };
        writeln!(program, "{}", fill(position.before)).unwrap();
        for partner in partners() {
            let partner = Term { text: format!("({partner})"), value: partner };
            emit(&mut program, &mut expected, &operations(&held, &partner));
            emit(&mut program, &mut expected, &operations(&partner, &held));
            // A sum that the optimiser takes for a small one would make these lists of bytes.
            for operator in ["+", "-"] {
                let small = ("1".to_owned(), "1".to_owned());
                emit(&mut program, &mut expected, &[binary(operator, &held, &partner), small]);
            }
        }
        emit(&mut program, &mut expected, &operations(&held, &held));
        let counts = COUNTS.map(|count| Term { text: count.to_string(), value: BigInt::from(count) });
        let shifts = counts.iter().flat_map(|count| ["<<", ">>"].map(|operator| binary(operator, &held, count)));
        let unary = [("-", -number), ("+", number.clone()), ("~", -number - 1)];
        let unary = unary.map(|(operator, value)| (format!("{operator}{}", held.text), value.to_string()));
        emit(&mut program, &mut expected, &shifts.chain(unary).collect::<Vec<_>>());
        writeln!(program, "{}", fill(position.after)).unwrap();
    }
    (program, expected)
}

/// An expression and its value.
struct Term {
    text: String,
    value: BigInt,
}

/// The operators on two terms, with their results.
fn operations(a: &Term, b: &Term) -> Vec<(String, String)> {
    let divisions = if b.value.sign() == Sign::NoSign { &[][..] } else { &DIVISIONS };
    TOTAL.iter().chain(divisions).map(|operator| binary(operator, a, b)).collect()
}

fn binary(operator: &str, a: &Term, b: &Term) -> (String, String) {
    (format!("{} {operator} {}", a.text, b.text), result(operator, &a.value, &b.value))
}

/// What an operator of edition 2025 gives, as OMG prints it.
fn result(operator: &str, a: &BigInt, b: &BigInt) -> String {
    let count = || usize::try_from(b).expect("a count");
    match operator {
        "+" => (a + b).to_string(),
        "-" => (a - b).to_string(),
        "*" => (a * b).to_string(),
        "//" | "/" => floor_div(a, b).to_string(),
        "%" => (a - floor_div(a, b) * b).to_string(),
        "&" => (a & b).to_string(),
        "|" => (a | b).to_string(),
        "^" => (a ^ b).to_string(),
        "<<" => (a << count()).to_string(),
        ">>" => (a >> count()).to_string(),
        "<" => (a < b).to_string(),
        "<=" => (a <= b).to_string(),
        ">" => (a > b).to_string(),
        ">=" => (a >= b).to_string(),
        "==" => (a == b).to_string(),
        "!=" => (a != b).to_string(),
        _ => unreachable!("not an operator"),
    }
}

fn floor_div(a: &BigInt, b: &BigInt) -> BigInt {
    let (quotient, rest) = (a / b, a % b);
    if rest.sign() != Sign::NoSign && rest.sign() != b.sign() { quotient - 1 } else { quotient }
}

/// Adds a line that prints a list of the expressions.
fn emit(program: &mut String, expected: &mut String, expressions: &[(String, String)]) {
    let (texts, results): (Vec<&str>, Vec<&str>) =
        expressions.iter().map(|(text, result)| (&**text, &**result)).unzip();
    writeln!(program, "emit [{}]", texts.join(", ")).unwrap();
    writeln!(expected, "[{}]", results.join(", ")).unwrap();
}

/// Each two boundaries, of which nothing is known when the program is compiled.
fn all_pairs() -> (String, String) {
    let numbers = boundaries();
    let listed: Vec<String> = numbers.iter().map(BigInt::to_string).collect();
    let (mut total, mut division) = (String::new(), String::new());
    let variables = ["a", "b"].map(|name| Term { text: name.to_owned(), value: BigInt::from(1) });
    let expressions = operations(&variables[0], &variables[1]);
    emit(&mut total, &mut String::new(), &expressions[..TOTAL.len()]);
    emit(&mut division, &mut String::new(), &expressions[TOTAL.len()..]);
    let program = format!(
        ";;;omg
proc show(a, b) {{
    {total}    if b != 0 {{ {division} }}
}}
alloc numbers := [{}]
alloc i := 0
loop i < length(numbers) {{
    alloc j := 0
    loop j < length(numbers) {{
        show(numbers[i], numbers[j])
        j := j + 1
    }}
    i := i + 1
}}
",
        listed.join(", ")
    );
    let mut expected = String::new();
    for a in &numbers {
        for b in &numbers {
            let [a, b] = [a, b].map(|value| Term { text: String::new(), value: value.clone() });
            let operations = operations(&a, &b);
            for part in [&operations[..TOTAL.len()], &operations[TOTAL.len()..]] {
                if !part.is_empty() {
                    emit(&mut String::new(), &mut expected, part);
                }
            }
        }
    }
    (program, expected)
}

/// Counters that start on one side of a boundary and end on the other.
fn crossed_by_loops() -> (String, String) {
    let (mut program, mut expected) = (";;;omg\n".to_owned(), String::new());
    for (i, boundary) in boundaries().into_iter().enumerate() {
        for (j, (step, compared)) in
            [(1, "<"), (3, "<="), (16, "<"), (-1, ">"), (-5, ">="), (-17, ">")].into_iter().enumerate()
        {
            let (start, end) = (&boundary - 2 * step, &boundary + 2 * step);
            let operator = if step < 0 { '-' } else { '+' };
            writeln!(
                program,
                "proc f{i}_{j}() {{
    alloc n := {start}
    alloc all := []
    loop n {compared} {end} {{
        all := all + [n]
        emit [n, n + 1, n - 1, n * 2, -n, 1]
        n := n {operator} {}
    }}
    emit all
}}
f{i}_{j}()",
                i32::abs(step)
            )
            .unwrap();
            let mut n = start;
            let mut all = Vec::new();
            while result(compared, &n, &end) == "true" {
                writeln!(expected, "[{n}, {}, {}, {}, {}, 1]", &n + 1, &n - 1, &n * 2, -&n).unwrap();
                all.push(n.to_string());
                n += step;
            }
            writeln!(expected, "[{}]", all.join(", ")).unwrap();
        }
    }
    (program, expected)
}

/// Integers and floats: the quotient of any two boundaries, and all operators with a float on one side.
fn beside_floats() -> String {
    let mut program = ";;;omg 2026\n".to_owned();
    let listed: Vec<String> = boundaries().iter().map(BigInt::to_string).collect();
    let floats = ["0.5", "-1.0", "9007199254740992.0", "4611686018427387904.0", "-9223372036854775808.0", "1e300"];
    let operators = ["+", "-", "*", "/", "<", "<=", ">", ">=", "==", "!="];
    let expressions = |pairs: &[(&str, &str)]| {
        let each = |(a, b): &(&str, &str)| operators.map(|operator| format!("{a} {operator} {b}")).join(", ");
        pairs.iter().map(each).collect::<Vec<_>>().join(", ")
    };
    writeln!(program, "proc show(n, x) {{ emit [{}] }}", expressions(&[("n", "x"), ("x", "n")])).unwrap();
    writeln!(program, "alloc numbers := [{}]\nalloc i := 0\nloop i < length(numbers) {{", listed.join(", ")).unwrap();
    for float in floats {
        writeln!(program, "    show(numbers[i], {float})\n    emit [{}]", expressions(&[("numbers[i]", float)]))
            .unwrap();
    }
    program.push_str(
        "    alloc j := 0
    loop j < length(numbers) {
        if numbers[j] != 0 { emit numbers[i] / numbers[j] }
        j := j + 1
    }
    i := i + 1
}
",
    );
    for number in &listed {
        for float in floats {
            writeln!(
                program,
                "emit [({number}) + {float}, {float} - ({number}), ({number}) < {float}, ({number}) == {float}]"
            )
            .unwrap();
        }
    }
    program
}
