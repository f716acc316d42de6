//! Floats: IEEE-754 doubles, their arithmetic where it is not the machine's, and their text.

use core::fmt;

use crate::object::{Float, Kind};
use crate::value::Value;
use crate::{errors, heap};

/// A float object.
pub fn new(value: f64) -> Value {
    let object = heap::allocate(Kind::Float, size_of::<Float>()) as *mut Float;
    // Safety: `allocate` gave memory for the object.
    unsafe { (*object).value = value };
    Value::object(object)
}

/// The number if the value is a float.
pub fn of(value: Value) -> Option<f64> {
    // Safety: the object is live while its value is on the stack.
    value.as_float().map(|object| unsafe { (*object).value })
}

/// `a / b`. Raises ZeroDivisionError.
pub fn div(a: f64, b: f64) -> Value {
    if b == 0.0 { errors::float_division_by_zero() } else { new(a / b) }
}

/// `a // b`: the largest whole number that is not above the quotient. Raises ZeroDivisionError.
pub fn floor_div(a: f64, b: f64) -> Value {
    if b == 0.0 { errors::float_division_by_zero() } else { new(div_mod_floor(a, b).0) }
}

/// `a % b`: what `a // b` leaves, with the sign of `b`. Raises ZeroDivisionError.
pub fn modulo(a: f64, b: f64) -> Value {
    if b == 0.0 { errors::float_division_by_zero() } else { new(div_mod_floor(a, b).1) }
}

/// Quotient, rounded down, and remainder, with the sign of `b`. The remainder is exact where it can be; the quotient is
/// made from it, since rounding `a / b` could end above the true quotient.
fn div_mod_floor(a: f64, b: f64) -> (f64, f64) {
    let mut remainder = libm::fmod(a, b);
    let mut quotient = (a - remainder) / b;
    if remainder == 0.0 {
        remainder = libm::copysign(0.0, b);
    } else if (remainder < 0.0) != (b < 0.0) {
        remainder += b;
        quotient -= 1.0;
    }
    let quotient = if quotient == 0.0 { libm::copysign(0.0, a / b) } else { nearest_whole(quotient) };
    (quotient, remainder)
}

/// A number that is whole but for an error of rounding, made whole.
fn nearest_whole(f: f64) -> f64 {
    let floor = libm::floor(f);
    if f - floor > 0.5 { floor + 1.0 } else { floor }
}

/// Writes the shortest digits that read back as the same float, with a point and without an exponent.
pub fn write(out: &mut dyn fmt::Write, value: f64) -> fmt::Result {
    if value.is_nan() {
        return out.write_str("nan");
    }
    write!(out, "{value}")?;
    if value.is_finite() && libm::trunc(value) == value { out.write_str(".0") } else { Ok(()) }
}

/// The float that a text is: decimal digits with an optional sign, point and exponent, or one of `nan`, `inf`, `-inf`.
pub fn parse(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let named = matches!(unsigned, "nan" | "inf");
    let numeric = unsigned.bytes().all(|byte| byte.is_ascii_digit() || b".eE+-".contains(&byte));
    if named || numeric { text.parse().ok() } else { None }
}
