//! Built-ins on numbers. Functions of real numbers give floats, and raise ValueError where they are not defined.

use super::{INTEGER, NUMBER, NUMERIC, PURE, Page, Row, integer};
use crate::errors::{self, ErrorKind};
use crate::ops::Number;
use crate::value::Value;
use crate::{contents, float as floats, int as ints};

pub(super) const ROWS: &[Row] = &[
    row!(
        PURE,
        "int(x)",
        &[NUMERIC],
        int,
        Page {
            summary: "the integer, without its fraction, of a number or a text",
            details: "A text is decimal digits with an optional sign; white space around them does not matter.",
            errors: "TypeError if `x` is the text of something else. ValueError if it is infinite or not a number.",
            example: "emit int(\"-12\")  # -12\n\
              emit int(-1.9)  # -1",
        },
    ),
    row!(
        PURE,
        "float(x)",
        &[NUMERIC],
        float,
        Page {
            summary: "the float of a number or a text",
            details: "A text has decimal digits, with an optional sign, point and exponent, or is `nan`, `inf` or `-inf`; white space around it does not matter.",
            errors: "TypeError if `x` is the text of something else. ValueError if an integer is beyond all floats.",
            example: "emit float(\"1e3\")  # 1000.0\n\
              emit float(2)  # 2.0",
        },
    ),
    row!(
        PURE,
        "floor(x)",
        &[NUMBER],
        floor,
        Page {
            summary: "the largest integer that is not greater",
            errors: "ValueError if `x` is infinite or not a number.",
            example: "emit floor(-1.5)  # -2",
            ..Page::EMPTY
        },
    ),
    row!(
        PURE,
        "ceil(x)",
        &[NUMBER],
        ceil,
        Page {
            summary: "the smallest integer that is not less",
            errors: "ValueError if `x` is infinite or not a number.",
            example: "emit ceil(-1.5)  # -1",
            ..Page::EMPTY
        },
    ),
    row!(
        PURE,
        "round(x)",
        &[NUMBER],
        round,
        Page {
            summary: "the nearest integer, the even one of two",
            errors: "ValueError if `x` is infinite or not a number.",
            example: "emit round(2.5)  # 2\n\
              emit round(2.6)  # 3",
            ..Page::EMPTY
        },
    ),
    row!(
        PURE,
        "abs(x)",
        &[NUMBER],
        abs,
        Page {
            summary: "the number without its sign",
            example: "emit abs(-5)  # 5\n\
              emit abs(-0.5)  # 0.5",
            ..Page::EMPTY
        },
    ),
    row!(
        PURE,
        "sqrt(x)",
        &[NUMBER],
        sqrt,
        Page {
            summary: "the square root, a float",
            errors: "ValueError if `x` is negative, or an integer beyond all floats.",
            example: "emit sqrt(2)  # 1.4142135623730951",
            ..Page::EMPTY
        },
    ),
    row!(
        PURE,
        "pow(x, y)",
        &[NUMBER, NUMBER],
        pow,
        Page {
            summary: "x to the power of y; exact for integers",
            details: "An integer to a negative power is a float.",
            errors: "ValueError if `x` is negative and `y` is not whole, and if the result has more than 2^32 bits. ZeroDivisionError if `x` is zero and `y` negative.",
            example: "emit pow(2, 100)  # 1267650600228229401496703205376\n\
              emit pow(2, -1)  # 0.5",
        },
    ),
    row!(
        PURE,
        "log(x)",
        &[NUMBER],
        log,
        Page {
            summary: "the natural logarithm",
            details: "Integers may be of any size.",
            errors: "ValueError if `x` is not positive.",
            example: "emit log(10)  # 2.302585092994046",
        },
    ),
    row!(
        PURE,
        "sin(x)",
        &[NUMBER],
        sin,
        Page {
            summary: "the sine of an angle in radians",
            errors: "ValueError if `x` is infinite, or an integer beyond all floats.",
            example: "emit sin(1)  # 0.8414709848078965",
            ..Page::EMPTY
        },
    ),
    row!(
        PURE,
        "cos(x)",
        &[NUMBER],
        cos,
        Page {
            summary: "the cosine of an angle in radians",
            errors: "ValueError if `x` is infinite, or an integer beyond all floats.",
            example: "emit cos(1)  # 0.5403023058681398",
            ..Page::EMPTY
        },
    ),
    row!(
        PURE,
        "tan(x)",
        &[NUMBER],
        tan,
        Page {
            summary: "the tangent of an angle in radians",
            errors: "ValueError if `x` is infinite, or an integer beyond all floats.",
            example: "emit tan(1)  # 1.5574077246549023",
            ..Page::EMPTY
        },
    ),
    row!(
        PURE,
        "float_bits(s)",
        &[NUMERIC],
        float_bits,
        Page {
            summary: "the 64 bits of a float or of its text, as an integer",
            errors: "TypeError if `s` is a text of something else than a number. ValueError if an integer is beyond all floats.",
            example: "emit hex(float_bits(\"1.5\"))  # 3ff8000000000000",
            ..Page::EMPTY
        },
    ),
    row!(
        PURE,
        "bits_to_float(n)",
        &[INTEGER],
        bits_to_float,
        Page {
            summary: "the float with these 64 bits",
            details: "The integer may be signed or unsigned.",
            errors: "ValueError if `n` has more than 64 bits.",
            example: "emit bits_to_float(4609434218613702656)  # 1.5",
        },
    ),
];

/// The text of a string argument without the white space around it.
fn trimmed<'a>(argument: Value) -> Option<&'a str> {
    contents::text(argument).map(str::trim_ascii)
}

/// An argument that is a number, as one.
fn number(argument: Value) -> Number {
    match Number::of(argument) {
        Some(number) => number,
        None => unreachable!("the table admits numbers only"),
    }
}

pub(super) fn int(arguments: &[Value]) -> Value {
    const SIGNATURE: &str = "int(x)";
    let x = arguments[0];
    match trimmed(x) {
        Some(text) => ints::parse(text).unwrap_or_else(|| {
            errors::argument_value(ErrorKind::Type, SIGNATURE, "x must be the text of an integer", x)
        }),
        None => whole(SIGNATURE, x, libm::trunc),
    }
}

pub(super) fn float(arguments: &[Value]) -> Value {
    let x = arguments[0];
    match trimmed(x) {
        Some(text) => floats::parse(text).map(floats::new).unwrap_or_else(|| {
            errors::argument_value(ErrorKind::Type, "float(x)", "x must be the text of a number", x)
        }),
        None => real(x, floats::new),
    }
}

pub(super) fn floor(arguments: &[Value]) -> Value {
    whole("floor(x)", arguments[0], libm::floor)
}

pub(super) fn ceil(arguments: &[Value]) -> Value {
    whole("ceil(x)", arguments[0], libm::ceil)
}

pub(super) fn round(arguments: &[Value]) -> Value {
    whole("round(x)", arguments[0], libm::rint)
}

/// A number made whole; integers are.
fn whole(signature: &str, x: Value, make_whole: fn(f64) -> f64) -> Value {
    match number(x) {
        Number::Int(n) => n,
        Number::Float(f) if f.is_finite() => ints::from_float(make_whole(f)),
        Number::Float(_) => errors::argument_value(ErrorKind::Value, signature, "x must be finite", x),
    }
}

pub(super) fn abs(arguments: &[Value]) -> Value {
    match number(arguments[0]) {
        Number::Int(n) => ints::abs(n),
        Number::Float(f) => floats::new(f.abs()),
    }
}

pub(super) fn sqrt(arguments: &[Value]) -> Value {
    function("sqrt(x)", "x must not be negative", arguments[0], libm::sqrt)
}

pub(super) fn sin(arguments: &[Value]) -> Value {
    function("sin(x)", "x must be finite", arguments[0], libm::sin)
}

pub(super) fn cos(arguments: &[Value]) -> Value {
    function("cos(x)", "x must be finite", arguments[0], libm::cos)
}

pub(super) fn tan(arguments: &[Value]) -> Value {
    function("tan(x)", "x must be finite", arguments[0], libm::tan)
}

pub(super) fn log(arguments: &[Value]) -> Value {
    let logarithm = match number(arguments[0]) {
        Number::Int(n) if ints::is_negative(n) || n == Value::small(0) => f64::NAN,
        Number::Int(n) => ints::log(n),
        Number::Float(0.0) => f64::NAN,
        Number::Float(f) if f.is_nan() => return arguments[0],
        Number::Float(f) => libm::log(f),
    };
    defined("log(x)", "x must be positive", arguments[0], logarithm)
}

/// What becomes of a number as a float; one that is too large raises.
fn real(x: Value, then: impl FnOnce(f64) -> Value) -> Value {
    match number(x).to_f64() {
        Some(x) => then(x),
        None => errors::too_large_for_float(),
    }
}

/// A function of real numbers, which is not defined where its result is not a number.
fn function(signature: &str, domain: &str, x: Value, f: fn(f64) -> f64) -> Value {
    real(x, |number| if number.is_nan() { x } else { defined(signature, domain, x, f(number)) })
}

/// A result for numbers, unless it is none.
fn defined(signature: &str, domain: &str, x: Value, result: f64) -> Value {
    if result.is_nan() { errors::argument_value(ErrorKind::Value, signature, domain, x) } else { floats::new(result) }
}

pub(super) fn pow(arguments: &[Value]) -> Value {
    let (x, y) = (arguments[0], arguments[1]);
    match (number(x), number(y)) {
        (Number::Int(x), Number::Int(y)) if !ints::is_negative(y) => ints::pow(x, y),
        (x, y) => match (x.to_f64(), y.to_f64()) {
            (Some(x), Some(y)) => pow_real(x, y, arguments[0]),
            _ => errors::too_large_for_float(),
        },
    }
}

fn pow_real(x: f64, y: f64, argument: Value) -> Value {
    if x == 0.0 && y < 0.0 {
        return errors::zero_to_negative_power();
    }
    let result = libm::pow(x, y);
    if x.is_nan() || y.is_nan() {
        return floats::new(result);
    }
    defined("pow(x, y)", "x must not be negative if y is not whole", argument, result)
}

pub(super) fn float_bits(arguments: &[Value]) -> Value {
    let x = arguments[0];
    let number = match trimmed(x) {
        Some(text) => floats::parse(text),
        None => return real(x, |x| ints::from_u64(x.to_bits())),
    };
    match number {
        Some(number) => ints::from_u64(number.to_bits()),
        None => errors::argument_value(ErrorKind::Type, "float_bits(s)", "s must be the text of a number", x),
    }
}

/// Takes the bits as a signed or an unsigned number.
pub(super) fn bits_to_float(arguments: &[Value]) -> Value {
    let n = integer(arguments[0]);
    if ints::bit_length(n) > 64 || ints::is_negative(n) && ints::to_i64(n).is_none() {
        return errors::argument_value(ErrorKind::Value, "bits_to_float(n)", "n must have at most 64 bits", n);
    }
    floats::new(f64::from_bits(ints::wrapping_u64(n)))
}
