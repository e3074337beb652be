//! Suggestions of categories for records or columns of JavaScript.

use placet::Error;
use placet::data::classify::{Classifier, Spot};
use serde_json::{Value, json};

use crate::given::{Given, wanted};
use crate::policy::policy;

/// What the data of a call may be: `records`, or `columns` by their names; `sample` values of each place are looked at, and
/// suggestions that the `policy` has no place for are marked.
pub(crate) fn classify(arguments: &str) -> Result<Value, Error> {
    let mut given = Given::read(arguments)?;
    let mut classifier = match given.number::<i64>("sample", "give a number of values from 1 on")? {
        // the core says what is wrong with a sample of none
        Some(sample) => Classifier::sampling(u64::try_from(sample).unwrap_or(0))?,
        None => Classifier::new()?,
    };
    let policy = given.holds("policy").then(|| policy(&mut given)).transpose()?;
    match given.take("records") {
        Some(Value::Array(records)) => records.into_iter().try_for_each(|record| classifier.add(record))?,
        Some(other) => return Err(wanted("data", "an array of records", &other)),
        None => {
            for (name, values) in given.entries("columns")? {
                let spot = classifier.named(Spot::ROOT, &name);
                classifier.see(spot, None);
                let Value::Array(values) = values else {
                    return Err(wanted("data", "an array of values for each column", &values));
                };
                values.into_iter().try_for_each(|value| classifier.add_at(spot, value))?;
            }
        }
    }
    given.end()?;
    let newest = policy.as_ref().and_then(|policy| policy.versions().last());
    Ok(json!(classifier.suggestions(newest.map(AsRef::as_ref))))
}
