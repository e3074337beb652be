//! What a policy may do to a value before a purpose sees it, as a word: `mask`, `truncate:3`, `age_band:5`.

use std::cmp::Reverse;
use std::fmt;

use serde::{Serialize, Serializer};

/// The kind of obligation that says what is done to a value before a purpose sees it: `transform:mask`.
pub const TRANSFORM: &str = "transform";

/// The words of transforms, as the policy language names them.
pub const TRANSFORMS: &[&str] = &["region", "network", "year", "age_band", "truncate", "hash", "mask", "drop"];

/// What is done to a value. They are ordered: of several that a policy demands the last one here, the strictest, is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Transform {
    /// A place becomes the region around it: coordinates are rounded to one decimal (some 11 km).
    Region,
    /// An IP address becomes its network: `/24` of IPv4, `/48` of IPv6.
    Network,
    /// A date becomes its year.
    Year,
    /// A date of birth or an age becomes a band of so many years.
    AgeBand(u8),
    /// Only so many of the first characters stay.
    Truncate(Reverse<u16>),
    /// The value becomes a pseudonym: an HMAC-SHA-256 under a key of the application's (GDPR Art. 4(5)).
    Hash,
    /// All but so many of the last characters are covered.
    Mask(Reverse<u16>),
    /// The value goes.
    Drop,
}

impl Transform {
    /// Reads one.
    ///
    /// # Errors
    ///
    /// The fault, in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (word, number) = text.split_once(':').map_or((text, None), |(word, number)| (word, Some(number)));
        let whole = |usual: u16, least: u16, most: u16| match number {
            None => Ok(usual),
            Some(digits) => match digits.parse() {
                Ok(number) if (least..=most).contains(&number) => Ok(number),
                _ => Err(format!("`{word}:` wants a whole number from {least} to {most}")),
            },
        };
        let plain = |transform| if number.is_none() { Ok(transform) } else { Err(format!("`{word}` takes no number")) };
        match word {
            "region" => plain(Self::Region),
            "network" => plain(Self::Network),
            "year" => plain(Self::Year),
            "age_band" => Ok(Self::AgeBand(u8::try_from(whole(10, 1, 50)?).unwrap_or(10))),
            "truncate" if number.is_none() => Err("say how many characters stay: `truncate:3`".to_owned()),
            "truncate" => Ok(Self::Truncate(Reverse(whole(0, 1, 1000)?))),
            "hash" => plain(Self::Hash),
            "mask" => Ok(Self::Mask(Reverse(whole(0, 0, 100)?))),
            "drop" => plain(Self::Drop),
            _ => Err(format!("a transform is one of: {}", TRANSFORMS.join(", "))),
        }
    }
}

impl Serialize for Transform {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Display for Transform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Region => f.write_str("region"),
            Self::Network => f.write_str("network"),
            Self::Year => f.write_str("year"),
            Self::AgeBand(10) => f.write_str("age_band"),
            Self::AgeBand(years) => write!(f, "age_band:{years}"),
            Self::Truncate(Reverse(length)) => write!(f, "truncate:{length}"),
            Self::Hash => f.write_str("hash"),
            Self::Mask(Reverse(0)) => f.write_str("mask"),
            Self::Mask(Reverse(visible)) => write!(f, "mask:{visible}"),
            Self::Drop => f.write_str("drop"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transform_is_written_as_it_is_read() {
        for text in
            ["region", "network", "year", "age_band", "age_band:5", "truncate:3", "hash", "mask", "mask:4", "drop"]
        {
            assert_eq!(Transform::parse(text).map(|transform| transform.to_string()), Ok(text.to_owned()));
        }
        for text in ["", "blur", "truncate", "truncate:0", "mask:-1", "hash:3", "age_band:99", "truncate:x"] {
            assert!(Transform::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_shows_less_is_stricter() {
        let order = ["region", "age_band:5", "age_band", "truncate:5", "truncate:3", "hash", "mask:4", "mask", "drop"];
        let read: Vec<_> = order.iter().filter_map(|text| Transform::parse(text).ok()).collect();
        assert!(read.is_sorted() && read.len() == order.len());
    }
}
