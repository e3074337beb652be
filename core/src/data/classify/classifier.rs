//! Takes values in, place by place, and keeps counts of them.

use std::collections::BTreeMap;

use super::Suggestion;
use super::column::Column;
use super::hints::Hints;
use super::suggest::suggest;
use crate::data::datum::{Datum, Kind};
use crate::error::Error;
use crate::policy::Version;
use crate::words::{FieldPath, Step};

/// How many names one map may have before its keys are taken for data: they then share one place, `*`.
const NAMES: usize = 1_000;

/// How many places there may be at all; further names share the place of their map.
const SPOTS: usize = 20_000;

/// How deep a record may lie in itself.
const DEPTH: usize = 128;

/// Counts what values look like, in memory that does not grow with their number.
#[derive(Debug)]
pub struct Classifier {
    hints: &'static Hints,
    sample: Option<u64>,
    nodes: Vec<Node>,
}

/// A place in the records that a [`Classifier`] was told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot(usize);

impl Spot {
    /// The record itself.
    pub const ROOT: Spot = Spot(0);
}

#[derive(Debug)]
struct Node {
    above: usize,
    /// How it lies in what is above; none of the root.
    step: Option<Step>,
    names: BTreeMap<String, usize>,
    any_name: Option<usize>,
    items: Option<usize>,
    /// Of a place that has values, or nothing, in some record.
    column: Option<Column>,
}

impl Node {
    fn new(above: usize, step: Option<Step>) -> Self {
        Self { above, step, names: BTreeMap::new(), any_name: None, items: None, column: None }
    }

    /// What is counted here; none of what is null at times, and a map or a list at others.
    fn values(&self) -> Option<&Column> {
        let holds_places = !self.names.is_empty() || self.any_name.is_some() || self.items.is_some();
        self.column.as_ref().filter(|column| !holds_places || !column.is_empty())
    }
}

impl Classifier {
    /// One that looks at every value.
    ///
    /// # Errors
    ///
    /// [`Error::Internal`] when data files can't be read.
    pub fn new() -> Result<Self, Error> {
        Ok(Self { hints: Hints::common()?, sample: None, nodes: vec![Node::new(0, None)] })
    }

    /// One that looks at no more than so many values of each place, and at no less than half as many where there are that many, drawn evenly
    /// from all: for very long data. What stands in one value of thousands may be missed.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] for a sample of none; as [`Classifier::new`].
    pub fn sampling(sample: u64) -> Result<Self, Error> {
        if sample == 0 {
            return Err(Error::invalid("sample", "a sample of none tells nothing; give 1 or more, or none at all"));
        }
        Ok(Self { sample: Some(sample), ..Self::new()? })
    }

    /// The place of a name below another.
    pub fn named(&mut self, above: Spot, name: &str) -> Spot {
        let Some(node) = self.nodes.get(above.0) else { return above };
        if let Some(known) = node.names.get(name) {
            return Spot(*known);
        }
        if node.names.len() >= NAMES || self.nodes.len() >= SPOTS {
            return match node.any_name {
                Some(known) => Spot(known),
                None if self.nodes.len() >= SPOTS => above,
                None => self.grow(above, Step::AnyName),
            };
        }
        self.grow(above, Step::Name(name.to_owned()))
    }

    /// The place of the items of a list.
    pub fn items(&mut self, above: Spot) -> Spot {
        match self.nodes.get(above.0) {
            Some(node) => match node.items {
                Some(known) => Spot(known),
                None if self.nodes.len() >= SPOTS => above,
                None => self.grow(above, Step::Items),
            },
            None => above,
        }
    }

    fn grow(&mut self, above: Spot, step: Step) -> Spot {
        let new = self.nodes.len();
        if let Some(node) = self.nodes.get_mut(above.0) {
            match &step {
                Step::Name(name) => drop(node.names.insert(name.clone(), new)),
                Step::AnyName => node.any_name = Some(new),
                Step::Items => node.items = Some(new),
            }
        }
        self.nodes.push(Node::new(above.0, Some(step)));
        Spot(new)
    }

    /// Counts a value at a place, as its text: of numbers and flags as JSON writes them; none for null.
    pub fn see(&mut self, at: Spot, value: Option<&str>) {
        let Some(node) = self.nodes.get_mut(at.0) else { return };
        let column = node.column.get_or_insert_with(Column::new);
        if let Some(value) = value {
            column.see(value, self.sample, self.hints);
        }
    }

    /// Counts a record, or each record of a list.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] for what is no map, and for records that lie deeper in themselves than 128 levels; those of the
    /// language.
    pub fn add<D: Datum>(&mut self, record: D) -> Result<(), D::Error> {
        match record.kind() {
            Kind::List => record.items(&mut |item| self.one(item).map(|()| None)).map(drop),
            _ => self.one(record),
        }
    }

    fn one<D: Datum>(&mut self, record: D) -> Result<(), D::Error> {
        if record.kind() != Kind::Map {
            let message = "a record is no map; give records with fields by name, or columns by name";
            return Err(Error::invalid("records", message).into());
        }
        self.add_at(Spot::ROOT, record)
    }

    /// Counts a value, and all that lies in it, at a place.
    ///
    /// # Errors
    ///
    /// As [`Classifier::add`], save that a value need be neither map nor list.
    pub fn add_at<D: Datum>(&mut self, at: Spot, value: D) -> Result<(), D::Error> {
        self.walk(at, value, 0)
    }

    fn walk<D: Datum>(&mut self, at: Spot, value: D, depth: usize) -> Result<(), D::Error> {
        if depth > DEPTH {
            let message =
                format!("a record lies deeper in itself than {DEPTH} levels; give records of tables or documents");
            return Err(Error::invalid("records", message).into());
        }
        match value.kind() {
            Kind::Map => {
                let mut keep = |name: &str, value| {
                    let below = self.named(at, name);
                    self.walk(below, value, depth + 1).map(|()| None)
                };
                value.entries(&mut keep).map(drop)
            }
            Kind::List => {
                let below = self.items(at);
                value.items(&mut |item| self.walk(below, item, depth + 1).map(|()| None)).map(drop)
            }
            Kind::Null => {
                self.see(at, None);
                Ok(())
            }
            Kind::Scalar | Kind::Opaque => {
                let text = value.text();
                self.see(at, text.as_deref());
                Ok(())
            }
        }
    }

    /// What the data may be, in the order in which places came, of each place the surest first. With a policy, what it does not have is told in the
    /// evidence. A place whose name is empty can't be written in a schema, and has none.
    pub fn suggestions(&self, policy: Option<&Version>) -> Vec<Suggestion> {
        let mut suggestions = Vec::new();
        for (number, node) in self.nodes.iter().enumerate() {
            let Some(column) = node.values() else { continue };
            let path = self.path(number);
            let names: Vec<&str> = path.steps.iter().filter_map(name).collect();
            // what can't be written can't be tagged
            if path.steps.is_empty() || names.contains(&"") {
                continue;
            }
            suggestions.extend(suggest(&path.to_string(), &names, &column.tally(), self.hints, policy));
        }
        suggestions
    }

    /// The places that hold values, as schemas write them, in the order in which they came.
    pub fn paths(&self) -> Vec<String> {
        let columns = self.nodes.iter().enumerate().filter(|(_, node)| node.values().is_some());
        columns.map(|(number, _)| self.path(number).to_string()).collect()
    }

    fn path(&self, number: usize) -> FieldPath {
        let mut steps = Vec::new();
        let mut at = number;
        while let Some((node, step)) = self.nodes.get(at).and_then(|node| Some((node, node.step.as_ref()?))) {
            steps.push(step.clone());
            at = node.above;
        }
        steps.reverse();
        FieldPath { steps }
    }
}

fn name(step: &Step) -> Option<&str> {
    match step {
        Step::Name(name) => Some(name),
        Step::AnyName | Step::Items => None,
    }
}

#[cfg(test)]
mod tests;
