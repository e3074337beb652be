//! Suggestions of categories for records or columns of JavaScript, and for files.

use std::path::Path;

use napi::bindgen_prelude::AsyncTask;
use napi::{Env, Result as Made, Task};
use placet::Error;
use placet::data::classify::files::{Extent, Format, read};
use placet::data::classify::{Classifier, Spot};
use placet::policy::Policy;
use serde_json::{Value, json};

use crate::failure::answered;
use crate::given::{Given, wanted};
use crate::policy::policy;

/// What the data of a call may be: `records`, or `columns` by their names; `sample` values of each place are looked at, and
/// suggestions that the `policy` has no place for are marked.
pub(crate) fn classify(arguments: &str) -> Result<Value, Error> {
    let mut given = Given::read(arguments)?;
    let mut classifier = classifier(&mut given)?;
    let policy = against(&mut given)?;
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
    Ok(suggested(&classifier, policy.as_ref()))
}

/// The policy that suggestions are compared with.
fn against(given: &mut Given) -> Result<Option<Policy>, Error> {
    given.holds("policy").then(|| policy(given, &[])).transpose()
}

fn suggested(classifier: &Classifier, policy: Option<&Policy>) -> Value {
    let newest = policy.and_then(|policy| policy.versions().last());
    json!(classifier.suggestions(newest.map(AsRef::as_ref)))
}

fn classifier(given: &mut Given) -> Result<Classifier, Error> {
    match given.number::<i64>("sample", "give a number of values from 1 on")? {
        // the core says what is wrong with a sample of none
        Some(sample) => Classifier::sampling(u64::try_from(sample).unwrap_or(0)),
        None => Classifier::new(),
    }
}

/// A file that is read on a thread of Node's pool.
pub(crate) struct File {
    arguments: String,
}

impl File {
    pub(crate) fn task(arguments: String) -> AsyncTask<Self> {
        AsyncTask::new(Self { arguments })
    }
}

impl Task for File {
    type Output = String;
    type JsValue = String;

    fn compute(&mut self) -> Made<String> {
        Ok(answered(|| classify_file(&self.arguments)))
    }

    fn resolve(&mut self, _: Env, answer: String) -> Made<String> {
        Ok(answer)
    }
}

fn classify_file(arguments: &str) -> Result<Value, Error> {
    let mut given = Given::read(arguments)?;
    let (file, format, mut classifier) = (given.name("file")?, given.text("format")?, classifier(&mut given)?);
    let policy = against(&mut given)?;
    given.end()?;
    let file = Path::new(&file);
    let format = format.map_or_else(|| Format::of(file), |format| Format::parse(&format))?;
    let Extent { rows: _, nameless: _ } = read(&mut classifier, file, format, &mut |_| {})?;
    Ok(suggested(&classifier, policy.as_ref()))
}
