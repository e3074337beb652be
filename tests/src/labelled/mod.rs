//! Columns whose category is known, made from a seed after documented formats: what `classify` is measured on.
//!
//! Each column says which document its values follow and how they are made. Those without a label are what detectors take for personal data
//! by mistake. The set was written beside the detectors, by the same hands: it shows that they do what the documents say, and compares tools
//! on the same values; it is no sample of the data of the world.

mod identity;
mod money;
mod nothing;
mod reach;
mod texts;

use fastrand::Rng;

/// A column of the set.
#[derive(Clone, Copy)]
pub struct Column {
    /// A name as tables have it.
    pub name: &'static str,
    /// The category; none for what is no personal data by itself.
    pub label: Option<&'static str>,
    /// The document and how values are made after it.
    pub how: &'static str,
    /// Makes the next value.
    pub make: fn(&mut Rng) -> String,
}

/// All of them.
pub fn columns() -> Vec<Column> {
    [reach::COLUMNS, money::COLUMNS, identity::COLUMNS, texts::COLUMNS, nothing::COLUMNS].concat()
}

/// One of some things.
fn pick<T: Copy>(draw: &mut Rng, things: &[T]) -> T {
    things[draw.usize(..things.len())]
}

/// So many digits.
fn digits(draw: &mut Rng, count: usize) -> String {
    (0..count).map(|_| draw.digit(10)).collect()
}

/// A whole number from a range, with leading zeros.
fn padded(draw: &mut Rng, range: std::ops::RangeInclusive<u32>, width: usize) -> String {
    format!("{:0width$}", draw.u32(range))
}

/// The check digit of Luhn (ISO/IEC 7812-1, annex B).
fn luhn(digits: &str) -> u32 {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let digit = u32::from(byte - b'0');
            let weighed = if place % 2 == 0 { digit * 2 } else { digit };
            weighed / 10 + weighed % 10
        })
        .sum();
    (10 - sum % 10) % 10
}

/// Text in groups.
fn grouped(text: &str, lengths: &[usize], separator: &str) -> String {
    let mut rest = text;
    let mut groups = Vec::new();
    for length in lengths {
        let (group, behind) = rest.split_at((*length).min(rest.len()));
        groups.push(group);
        rest = behind;
    }
    groups.retain(|group| !group.is_empty());
    groups.join(separator)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_values() {
        let made = |seed| {
            let mut draw = Rng::with_seed(seed);
            columns().iter().map(|column| (column.make)(&mut draw)).collect::<Vec<_>>()
        };
        assert_eq!(made(7), made(7));
        assert_ne!(made(7), made(8));
    }

    #[test]
    fn names_are_unique_and_labels_are_of_the_taxonomy() {
        let taxonomy = placet::words::Taxonomy::common().unwrap();
        let columns = columns();
        for column in &columns {
            assert_eq!(columns.iter().filter(|other| other.name == column.name).count(), 1, "{}", column.name);
            assert!(column.label.is_none_or(|label| taxonomy.get(label).is_some()), "{}", column.name);
        }
        assert!(columns.iter().filter(|column| column.label.is_none()).count() >= 20);
    }

    #[test]
    fn check_digits_are_those_of_the_standard() {
        // the examples of ISO/IEC 7812-1, annex B, and of a card scheme's test number
        assert_eq!((luhn("7992739871"), luhn("411111111111111")), (3, 1));
        assert_eq!(grouped("12345", &[2, 2, 2], "-"), "12-34-5");
    }
}
