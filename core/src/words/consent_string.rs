//! Consent strings of the IAB's frameworks (TCF, GPP) as what they refuse and what they consent to.

use std::collections::BTreeSet;
use std::str::FromStr;

use iab_gpp::sections::tcfeuv2::TcfEuV2;
use iab_gpp::v1::GPPString;
use serde_json::Value;

/// The purposes of the Transparency and Consent Framework, version 2.2 and later.
const TCF_PURPOSES: std::ops::RangeInclusive<u64> = 1..=11;

/// The frameworks whose consent strings are read.
pub const FRAMEWORKS: &[&str] = &["tcf", "gpp"];

/// What a consent string says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ConsentString {
    /// What it refuses: `purpose:3`, `sale_opt_out`, `gpc`, …
    pub refused: BTreeSet<String>,
    /// What it consents to: `purpose:3`, `vendor:755`, `feature:1`, …
    pub consented: BTreeSet<String>,
    /// Parts that could not be read.
    pub unread: Vec<String>,
    /// Whether it lists vendors, so that a vendor that it does not list is refused.
    pub lists_vendors: bool,
}

impl ConsentString {
    /// Reads a TC string (`tcf`) or a GPP string (`gpp`); says what is wrong with it.
    ///
    /// # Errors
    ///
    /// The fault, in words.
    pub fn read(framework: &str, text: &str) -> Result<Self, String> {
        let mut said = Self::default();
        match framework {
            "tcf" => {
                let string = TcfEuV2::from_str(text).map_err(|e| format!("it is no TC string ({e})"))?;
                said.tcf(&serde_json::to_value(&string).unwrap_or_default());
            }
            "gpp" => {
                let string = GPPString::from_str(text).map_err(|e| format!("it is no GPP string ({e})"))?;
                for id in string.section_ids() {
                    match string.decode_section(*id) {
                        Ok(section) => said.section(&serde_json::to_value(&section).unwrap_or_default()),
                        Err(e) => said.unread.push(format!("section {id:?}: {e}")),
                    }
                }
            }
            other => return Err(format!("`{other}` is none of: tcf, gpp")),
        }
        Ok(said)
    }

    /// Whether something that a policy names is refused: by an opt-out, or by a consent that is not there.
    pub fn refuses(&self, bit: &str) -> bool {
        // vendors and special features are listed only where they are consented to
        let listed = bit.starts_with("vendor:") || bit.starts_with("feature:");
        (listed && self.lists_vendors && !self.consented.contains(bit)) || self.refused.contains(bit)
    }

    fn section(&mut self, section: &Value) {
        for (name, body) in section.as_object().into_iter().flatten() {
            match name.as_str() {
                "TcfEuV2" => self.tcf(body),
                name if name.starts_with("Tcf") => {
                    self.unread.push(format!("section {name}: not a framework that is read"))
                }
                _ => self.opt_outs(body),
            }
        }
    }

    fn tcf(&mut self, string: &Value) {
        let core = string.get("core").unwrap_or(string);
        let numbers = |key: &str| -> BTreeSet<u64> {
            core.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_u64).collect()
        };
        let purposes = numbers("purpose_consents");
        for purpose in TCF_PURPOSES {
            let set = if purposes.contains(&purpose) { &mut self.consented } else { &mut self.refused };
            set.insert(format!("purpose:{purpose}"));
        }
        self.lists_vendors = true;
        self.consented.extend(numbers("vendor_consents").iter().map(|id| format!("vendor:{id}")));
        self.consented.extend(numbers("special_feature_optins").iter().map(|id| format!("feature:{id}")));
    }

    /// The opt-outs of a section for the United States, whichever state it is of.
    fn opt_outs(&mut self, body: &Value) {
        for (name, value) in body.as_object().into_iter().flatten() {
            match (name.as_str(), value) {
                ("gpc", Value::Bool(true)) => self.refused.extend(["gpc".to_owned()]),
                (name, Value::String(word)) if word == "OptedOut" => self.refused.extend([name.to_owned()]),
                ("opt_out_sale", Value::String(word)) if word == "Yes" => {
                    self.refused.extend(["sale_opt_out".to_owned()]);
                }
                (_, Value::Object(_)) => self.opt_outs(value),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tc_string_says_purposes_and_vendors() {
        let said = ConsentString::read("tcf", "COvFyGBOvFyGBAbAAAENAPCAAOAAAAAAAAAAAEEUACCKAAA").unwrap();
        assert!(said.consented.contains("purpose:3") && !said.refuses("purpose:3"));
        assert!(said.refuses("purpose:4"));
        assert!(said.consented.contains("vendor:8") && !said.refuses("vendor:8"));
        assert!(said.refuses("vendor:755"));
    }

    #[test]
    fn a_gpp_string_says_opt_outs() {
        let none = ConsentString::read("gpp", "DBABLA~BVQqAAAAAgA.QA").unwrap();
        assert_eq!(none.refused, BTreeSet::new());
        let both = ConsentString::read("gpp", "DBACNY~CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA~1YYN").unwrap();
        assert!(both.refuses("sale_opt_out") && both.refuses("purpose:1"));
    }

    #[test]
    fn a_damaged_string_is_told() {
        for (framework, text) in [("tcf", "junk"), ("gpp", ""), ("tcf", "😀"), ("gpp", "DBACNY~"), ("ccpa", "1YNN")] {
            let said = ConsentString::read(framework, text);
            assert!(said.as_ref().is_err() || !said.unwrap().unread.is_empty(), "{framework} {text}");
        }
    }
}
