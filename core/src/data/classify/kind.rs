//! The kinds of value that are told by their form, and sets of them.

/// What a value, or a part of a text, looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub(super) enum Kind {
    Email,
    /// A phone number with its country code.
    Phone,
    /// A phone number as it is written within one country.
    PhoneNational,
    /// As many digits as a phone number has; tells nothing without a name.
    PhoneDigits,
    Card,
    Iban,
    IpAddress,
    MacAddress,
    /// A date without a time; tells little without a name.
    Date,
    /// Dates of many decades, as births are and orders are not.
    BirthSpread,
    /// A date beside a word for birth.
    BirthDate,
    /// Latitude and longitude.
    Coordinates,
    /// One number that can be an angle; tells nothing without a name.
    Degrees,
    NationalIdUs,
    NationalIdGb,
    NationalIdEs,
    NationalIdFr,
    NationalIdDe,
    NationalIdNl,
    NationalIdIt,
    NationalIdBr,
    NationalIdIn,
}

impl Kind {
    pub(super) const ALL: [Kind; 22] = [
        Kind::Email,
        Kind::Phone,
        Kind::PhoneNational,
        Kind::PhoneDigits,
        Kind::Card,
        Kind::Iban,
        Kind::IpAddress,
        Kind::MacAddress,
        Kind::Date,
        Kind::BirthSpread,
        Kind::BirthDate,
        Kind::Coordinates,
        Kind::Degrees,
        Kind::NationalIdUs,
        Kind::NationalIdGb,
        Kind::NationalIdEs,
        Kind::NationalIdFr,
        Kind::NationalIdDe,
        Kind::NationalIdNl,
        Kind::NationalIdIt,
        Kind::NationalIdBr,
        Kind::NationalIdIn,
    ];

    /// Its stable name, by which the data file knows it.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Kind::Email => "email",
            Kind::Phone => "phone",
            Kind::PhoneNational => "phone_national",
            Kind::PhoneDigits => "phone_digits",
            Kind::Card => "card",
            Kind::Iban => "iban",
            Kind::IpAddress => "ip_address",
            Kind::MacAddress => "mac_address",
            Kind::Date => "date",
            Kind::BirthSpread => "birth_spread",
            Kind::BirthDate => "birth_date",
            Kind::Coordinates => "coordinates",
            Kind::Degrees => "degrees",
            Kind::NationalIdUs => "national_id_us",
            Kind::NationalIdGb => "national_id_gb",
            Kind::NationalIdEs => "national_id_es",
            Kind::NationalIdFr => "national_id_fr",
            Kind::NationalIdDe => "national_id_de",
            Kind::NationalIdNl => "national_id_nl",
            Kind::NationalIdIt => "national_id_it",
            Kind::NationalIdBr => "national_id_br",
            Kind::NationalIdIn => "national_id_in",
        }
    }

    /// Its place in [`Kind::ALL`].
    pub(super) const fn index(self) -> usize {
        self as usize
    }
}

/// Some kinds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Kinds(u32);

impl Kinds {
    pub(super) fn add(&mut self, kind: Kind) {
        self.0 |= 1 << kind.index();
    }

    pub(super) fn add_if(&mut self, kind: Kind, holds: bool) {
        if holds {
            self.add(kind);
        }
    }

    pub(super) fn has(self, kind: Kind) -> bool {
        self.0 & (1 << kind.index()) != 0
    }

    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(super) fn iter(self) -> impl Iterator<Item = Kind> {
        Kind::ALL.into_iter().filter(move |kind| self.has(*kind))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_its_own_place_and_name() {
        for (place, kind) in Kind::ALL.into_iter().enumerate() {
            assert_eq!(kind.index(), place);
            assert_eq!(Kind::ALL.into_iter().filter(|other| other.code() == kind.code()).count(), 1);
        }
        let mut kinds = Kinds::default();
        kinds.add(Kind::Email);
        kinds.add(Kind::NationalIdIn);
        assert_eq!(kinds.iter().collect::<Vec<_>>(), [Kind::Email, Kind::NationalIdIn]);
    }
}
