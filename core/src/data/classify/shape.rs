//! What a value is made of, counted in one pass, so that only those detectors look at it that could find something.

/// Numbers of bytes by what they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) length: usize,
    pub(super) digits: usize,
    /// Letters of ASCII, and every byte of other characters.
    pub(super) letters: usize,
    pub(super) ats: usize,
    pub(super) dots: usize,
    pub(super) colons: usize,
    pub(super) spaces: usize,
    /// Hyphens, slashes, brackets and the plus sign: what stands in formatted numbers.
    pub(super) signs: usize,
    pub(super) commas: usize,
    /// Everything else.
    pub(super) others: usize,
}

/// What a byte counts as, by its place among the counts.
const CLASSES: [u8; 256] = {
    let mut classes = [OTHER; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'0'..=b'9' => 0,
            b'a'..=b'z' | b'A'..=b'Z' | 0x80.. => 1,
            b'@' => 2,
            b'.' => 3,
            b':' => 4,
            b' ' | b'\t' | b'\n' | b'\r' => 5,
            b'-' | b'/' | b'(' | b')' | b'+' => 6,
            b',' | b';' => 7,
            _ => OTHER,
        };
        byte += 1;
    }
    classes
};

const OTHER: u8 = 8;

impl Shape {
    pub(super) fn of(text: &str) -> Self {
        let mut counts = [0_usize; 16];
        for byte in text.bytes() {
            let class = CLASSES.get(usize::from(byte)).copied().unwrap_or(OTHER);
            // no class is above 15, and so the compiler knows too
            if let Some(count) = counts.get_mut(usize::from(class & 15)) {
                *count += 1;
            }
        }
        let [digits, letters, ats, dots, colons, spaces, signs, commas, others, ..] = counts;
        Self { length: text.len(), digits, letters, ats, dots, colons, spaces, signs, commas, others }
    }

    /// Whether it holds nothing but digits and what groups them.
    pub(super) fn is_numeric(&self) -> bool {
        self.digits > 0 && self.letters + self.ats + self.colons + self.commas + self.others == 0
    }

    /// Whether several words stand in it, or one that is as long as several.
    pub(super) fn is_text(&self) -> bool {
        self.letters > 0 && (self.spaces > 0 || self.length > 40)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_counted_once() {
        for text in ["", "ada@example.com", "+49 (30) 123-45/6", "né à 12:30, «ici»\n\0", "::1;_"] {
            let Shape { length, digits, letters, ats, dots, colons, spaces, signs, commas, others } = Shape::of(text);
            assert_eq!(length, digits + letters + ats + dots + colons + spaces + signs + commas + others, "{text}");
        }
        assert!(Shape::of("+1 (650) 253-0000").is_numeric() && !Shape::of("1,5").is_numeric());
        assert!(Shape::of("call me").is_text() && !Shape::of("2024-01-01 10").is_text());
    }
}
