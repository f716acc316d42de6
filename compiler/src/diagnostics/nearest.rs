//! "Did you mean": which of the names there are is so similar to the one written that it was probably meant.

/// The candidate closest to `name`, if it is close enough: at most a third of its characters differ (swapped neighbours
/// count once, and so do upper and lower case as a whole). The first of equally close ones.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = name.chars().count().div_ceil(3);
    candidates
        .into_iter()
        .filter(|candidate| *candidate != name && candidate.chars().count().abs_diff(name.chars().count()) <= limit)
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|&(distance, _)| distance <= limit)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
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
            ("x", vec!["y", "xs"], Some("y")),
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
}
