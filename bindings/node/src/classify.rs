//! Suggestions of categories for records or columns of JavaScript.

use placet::Error;
use placet::data::classify::{Classifier, Spot};
use serde_json::{Value, json};

use crate::given::{Given, wanted};

/// What the data of a call may be: `records`, or `columns` by their names; `sample` values of each place are looked at.
pub(crate) fn classify(arguments: &str) -> Result<Value, Error> {
    let mut given = Given::read(arguments)?;
    let mut classifier = match given.number::<i64>("sample", "give a number of values from 1 on")? {
        // the core says what is wrong with a sample of none
        Some(sample) => Classifier::sampling(u64::try_from(sample).unwrap_or(0))?,
        None => Classifier::new()?,
    };
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
    Ok(json!(classifier.suggestions(None)))
}
