//! How much it says that an entry has a word.

/// How rare what stands in `count` of `all` entries is (Robertson and Spärck Jones, never negative).
pub(super) fn rarity(count: f32, all: f32) -> f32 {
    logarithm(1.0 + (all - count + 0.5).max(0.0) / (count + 0.5))
}

/// The natural logarithm of a number from 1 on: twice the area tangent of (m - 1) / (m + 1), and
/// ln 2 for every time that the number was halved to be less than 2. `f32::ln` would have every run
/// of the program load the mathematical library of the system for this one function.
fn logarithm(number: f32) -> f32 {
    let (mut rest, mut halved) = (f64::from(number), 0.0);
    while rest >= 2.0 {
        rest /= 2.0;
        halved += 1.0;
    }
    let tangent = (rest - 1.0) / (rest + 1.0);
    let square = tangent * tangent;
    // A third at most: twelve terms are exact far beyond the last bit of a f32.
    let series = (0..12).rev().fold(0.0, |sum, term| sum * square + 1.0 / f64::from(2 * term + 1));
    (2.0 * tangent * series + halved * std::f64::consts::LN_2) as f32
}

#[cfg(test)]
mod tests {
    use super::logarithm;

    #[test]
    fn logarithms_are_those_of_the_mathematical_library() {
        let numbers = (0..200_000).map(|at| 1.0 + at as f32 * 0.037);
        let apart = numbers.filter(|n| (logarithm(*n) / n.ln() - 1.0).abs() > f32::EPSILON);
        assert_eq!(apart.filter(|n| *n > 1.0).collect::<Vec<_>>(), [0.0; 0]);
        assert_eq!(logarithm(1.0), 0.0);
    }
}
