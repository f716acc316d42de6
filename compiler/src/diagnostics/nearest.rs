//! "Did you mean": which of the names there are is so similar to the one written that it was probably meant.

/// The candidate closest to `name`, if it is close enough: at most a third of its characters differ (swapped neighbours
/// count once, and so do upper and lower case as a whole). The first of equally close ones. A name of one letter is close
/// only to itself in the other case.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    close(name, candidates).min_by_key(|&(distance, _)| distance).map(|(_, candidate)| candidate)
}

/// The candidate that `name` was certainly meant for: the only one that is [close enough](nearest), and so close that
/// two short names that differ by a letter are not taken for each other. Digits are no slips: `row1` is not `row2`.
pub fn sole<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut close = close(name, candidates);
    let (distance, candidate) = close.next().filter(|_| close.next().is_none())?;
    let is_close = distance <= name.chars().count() / 3 || name.to_lowercase() == candidate.to_lowercase();
    (is_close && digits(name).eq(digits(candidate))).then_some(candidate)
}

/// The candidates that are close enough, with their distances.
fn close<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> impl Iterator<Item = (usize, &'a str)> {
    let length = name.chars().count();
    let limit = length.div_ceil(3);
    candidates
        .into_iter()
        .filter(move |candidate| *candidate != name && candidate.chars().count().abs_diff(length) <= limit)
        .filter(move |candidate| length > 1 || name.to_lowercase() == candidate.to_lowercase())
        .map(move |candidate| (distance(name, candidate), candidate))
        .filter(move |&(distance, _)| distance <= limit)
}

fn digits(name: &str) -> impl Iterator<Item = char> {
    name.chars().filter(char::is_ascii_digit)
}

/// Damerau's distance, where a difference of case alone costs 1.
fn distance(name: &str, candidate: &str) -> usize {
    let exact = strsim::damerau_levenshtein(name, candidate);
    let folded = strsim::damerau_levenshtein(&name.to_lowercase(), &candidate.to_lowercase());
    exact.min(folded + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        for (written, names, meant) in [
            ("lenght", vec!["width", "length", "hex"], Some("length")),
            ("utlis", vec!["utils", "units"], Some("utils")),
            ("UTILS", vec!["units", "utils"], Some("utils")),
            ("x", vec!["y", "xs"], None),
            ("x", vec!["y", "X"], Some("X")),
            ("xy", vec!["y", "xz"], Some("y")),
            ("area", vec!["perimeter", "volume"], None),
            ("circle_area", vec!["area_circle"], None),
            ("größe", vec!["grösse", "groß"], Some("grösse")),
            ("same", vec!["same"], None),
            ("", vec!["a"], None),
            ("name", vec![], None),
        ] {
            assert_eq!(nearest(written, names), meant, "{written}");
        }
    }

    #[test]
    fn first_of_equals_wins() {
        assert_eq!(nearest("cat", ["bat", "hat"]), Some("bat"));
    }

    #[test]
    fn a_sole_candidate_is_certain() {
        let sole = |name, candidates: &[&'static str]| super::sole(name, candidates.iter().copied());
        assert_eq!(sole("grete", &["greet", "area"]), Some("greet"));
        assert_eq!(sole("dubble", &["double"]), Some("double"));
        assert_eq!(sole("pi", &["PI"]), Some("PI"));
        assert_eq!(sole("grete", &["greet", "great"]), None);
        assert_eq!(sole("row1", &["row2"]), None);
        assert_eq!(sole("ad", &["id"]), None);
        assert_eq!(sole("read", &["rent"]), None);
    }
}
