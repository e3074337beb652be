//! Coordinates of places on earth.

use super::shape::Shape;

/// Whether it holds a latitude and a longitude: two numbers with three decimals or more (some 100 m), a `geo` URI (RFC 5870), a point of
/// well-known text (OGC 06-103r4), or both with their signs (ISO 6709).
pub(super) fn is_pair(text: &str, shape: &Shape) -> bool {
    let begins = matches!(text.as_bytes().first(), Some(b'0'..=b'9' | b'+' | b'-' | b'(' | b'[' | b'g' | b'P'));
    if shape.dots != 2 || shape.digits < 8 || shape.length > 64 || !begins {
        return false;
    }
    if let Some(point) = inner(text, "POINT") {
        let mut parts = point.split_whitespace();
        return match (parts.next(), parts.next(), parts.next()) {
            (Some(longitude), Some(latitude), None) => is_latitude(latitude) && is_degrees(longitude),
            _ => false,
        };
    }
    let text = text.strip_prefix("geo:").unwrap_or(text);
    let text = text.split_once(";crs=").map_or(text, |(pair, _)| pair);
    let text = text.trim_matches(['(', ')', '[', ']']);
    let pair = text.split_once([',', ';', ' ']).or_else(|| {
        // ISO 6709: `+52.5200+013.4050/`
        let second = text.get(1..)?.find(['+', '-'])? + 1;
        text.starts_with(['+', '-']).then(|| text.trim_end_matches('/').split_at_checked(second))?
    });
    pair.is_some_and(|(latitude, longitude)| is_latitude(latitude.trim()) && is_degrees(longitude.trim()))
}

/// What stands in brackets behind a word.
fn inner<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    text.strip_prefix(word)?.trim_start().strip_prefix('(')?.strip_suffix(')')
}

fn is_latitude(text: &str) -> bool {
    is_degrees(text) && text.parse::<f64>().is_ok_and(|degrees| degrees.abs() <= 90.0)
}

/// Whether it is an angle with three decimals or more, within ±180.
pub(super) fn is_degrees(text: &str) -> bool {
    let Some((whole, fraction)) = text.split_once('.') else { return false };
    let whole = whole.trim_start_matches(['+', '-']);
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    (1..=3).contains(&whole.len())
        && digits(whole)
        && fraction.len() >= 3
        && digits(fraction)
        && text.parse::<f64>().is_ok_and(|degrees| degrees.abs() <= 180.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_in_range_and_exact() {
        for text in [
            "52.5200, 13.4050",
            "-33.8688;151.2093",
            "(52.52000 13.40500)",
            "geo:48.2010,16.3695",
            "geo:48.2010,16.3695;crs=wgs84",
            "POINT(13.4050 52.5200)",
            "+52.5200+013.4050/",
            "-12.0464-077.0428/",
        ] {
            assert!(is_pair(text, &Shape::of(text)), "{text}");
        }
        for text in [
            "1.99, 2.99",
            "95.1234, 13.4050",
            "52.5200, 181.0000",
            "52.5200",
            "POINT(1 2)",
            "1.234.567",
            "3.14159 + 2.71828",
        ] {
            assert!(!is_pair(text, &Shape::of(text)), "{text}");
        }
        assert!(is_degrees("-77.0428") && !is_degrees("19.99") && !is_degrees("1234.5678") && !is_degrees("12.3e4"));
    }
}
