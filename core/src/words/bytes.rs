//! Text as words of eight bytes, read without a loop over bytes.

/// The word of fewer than eight bytes, the first one lowest; of more, something that depends on all of them.
#[inline]
pub(crate) fn few(bytes: &[u8]) -> u64 {
    if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        // what overlaps is the same twice
        let shift = 8 * (bytes.len() as u32 - 4);
        return u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)).wrapping_shl(shift);
    }
    bytes.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_byte_is_the_lowest() {
        let bytes = [1, 2, 3, 4, 5, 6, 7];
        for length in 0..=7 {
            let word = few(&bytes[..length]);
            assert_eq!(word.to_le_bytes()[..length], bytes[..length]);
            assert!(length == 0 || word >> (8 * length) == 0, "{length}");
        }
    }
}
