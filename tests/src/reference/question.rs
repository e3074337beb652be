//! What a question says, with what follows from it: categories as what they are here, recipient, technology, reference, origin.

use super::case::Case;
use super::keys::{at_or_below, below, prefixes};
use super::tables::Recipient;
use crate::act::{Context, Scope};

/// The forms of data that identify nobody.
const DEIDENTIFIED: [&str; 2] = ["aggregated", "anonymised"];

/// A question's context, read under the version in force.
#[derive(Debug)]
pub(super) struct Asked<'c> {
    pub(super) context: &'c Context,
    /// The categories, each as what it is here.
    pub(super) categories: Vec<String>,
    /// Whether data that identify nobody are joined with data that do.
    pub(super) linked: bool,
    pub(super) technology: Option<&'c str>,
    pub(super) recipient: Option<&'c str>,
    pub(super) entry: Option<(&'c str, &'c Recipient)>,
    pub(super) reference: Option<&'c str>,
    pub(super) point: Option<&'c str>,
    pub(super) origin: Option<&'c str>,
    /// How many `allowed` lead here.
    pub(super) depth: usize,
}

impl<'c> Asked<'c> {
    /// The form of the data; raw when none is said.
    pub(super) fn form(&self) -> &str {
        self.context.form.as_deref().unwrap_or("raw")
    }

    pub(super) fn operation(&self) -> Option<&'c str> {
        self.context.operation.as_deref()
    }

    /// Whether the data are in a form that identifies nobody, whether or not the purpose accepts it.
    pub(super) fn deidentified(&self) -> bool {
        DEIDENTIFIED.contains(&self.form())
    }

    /// Whether the form is one of a list: one of data that identify nobody also where some of the list identify.
    pub(super) fn form_among(&self, forms: &[String]) -> bool {
        let identifies = |form: &String| !DEIDENTIFIED.contains(&form.as_str());
        forms.iter().any(|form| form == self.form()) || (self.deidentified() && forms.iter().any(identifies))
    }

    /// What bans are about: the categories named, and what each is here.
    pub(super) fn named_and_meant(&self) -> impl Iterator<Item = &String> {
        self.context.categories.iter().chain(&self.categories)
    }

    /// Whether the recipient is the one of a key.
    pub(super) fn named_recipient(&self, key: &str) -> bool {
        self.recipient == Some(key) || self.entry.is_some_and(|(entry, _)| entry == key)
    }

    pub(super) fn attests(&self, what: &str) -> bool {
        self.context.attests.get(what) == Some(&true)
    }

    /// The country that the data go to.
    pub(super) fn destination(&self) -> Option<&'c str> {
        self.context.destination.as_deref().or_else(|| self.entry.and_then(|(_, entry)| entry.country.as_deref()))
    }

    /// Whether a choice of this scope reaches the question.
    pub(super) fn reached_by(&self, scope: &Scope) -> bool {
        let meets = |set: &Option<String>, said: Option<&str>| set.is_none() || set.as_deref() == said;
        meets(&scope.channel, self.context.channel.as_deref())
            && meets(&scope.recipient, self.recipient)
            && meets(&scope.destination, self.destination())
    }
}

impl<'a> Case<'a> {
    /// Reads a context.
    pub(super) fn asked<'c>(&'c self, context: &'c Context, depth: usize) -> Asked<'c> {
        let entry = |recipient: &str| self.entry_of(recipient);
        let of_recipient = || entry(context.recipient.as_deref()?)?.1.technology.as_deref();
        let technology = context.technology.as_deref().or_else(of_recipient);
        let owner = || self.policy.technologies.get(technology?)?.owner.as_deref();
        let recipient = context.recipient.as_deref().or_else(owner);
        let (point, behind) = match context.collection_point.as_deref().map(|point| (point, point.split_once(':'))) {
            Some((_, Some((point, reference)))) => (Some(point), Some(reference)),
            Some((point, None)) => (Some(point), None),
            None => (None, None),
        };
        let linked = self.linked(context);
        let categories: Vec<String> =
            context.categories.iter().map(|category| self.becomes(category, linked)).collect();
        let by_rule = || {
            context
                .categories
                .iter()
                .find_map(|category| self.policy.rule_of(&self.becomes(category, linked))?.source.as_deref())
        };
        Asked {
            context,
            linked,
            technology,
            recipient,
            entry: recipient.and_then(entry),
            reference: context.reference.as_deref().or(behind),
            point,
            origin: context.source.as_deref().or_else(by_rule),
            categories,
            depth,
        }
    }

    /// The entry of a recipient: that of its key, else the longest one that ends in `*` and whose beginning the name has, with something
    /// behind it.
    pub(super) fn entry_of(&self, recipient: &str) -> Option<(&'a str, &'a Recipient)> {
        let recipients = &self.policy.tables.recipients;
        let exact = recipients.get_key_value(recipient);
        let open = recipients.iter().filter(|(key, _)| {
            key.strip_suffix('*').is_some_and(|start| recipient.len() > start.len() && recipient.starts_with(start))
        });
        exact.or_else(|| open.max_by_key(|(key, _)| key.len())).map(|(key, entry)| (key.as_str(), entry))
    }

    /// Whether a category identifies somebody: by its rule, else by the taxonomy; a node does when something below it does.
    pub(super) fn personal(&self, category: &str) -> bool {
        if let Some(personal) = self.policy.rule_of(category).and_then(|rule| rule.personal) {
            return personal;
        }
        if let Some(row) = self.law.nearest(category) {
            return row.personal;
        }
        let of_law = self.law.taxonomy.iter().map(|row| row.key.as_str());
        let mut lower = of_law
            .chain(self.policy.categories.keys().map(String::as_str))
            .filter(|key| below(category, key))
            .peekable();
        lower.peek().is_none() || lower.any(|key| self.personal(key))
    }

    /// Whether data that identify nobody are joined with data that do.
    fn linked(&self, context: &Context) -> bool {
        let nobodys: Vec<&String> = context.categories.iter().filter(|category| !self.personal(category)).collect();
        if nobodys.is_empty() {
            return false;
        }
        if let Some(said) = context.linked {
            return said;
        }
        self.user.registered()
            || context.categories.iter().chain(&context.inputs).any(|category| self.personal(category))
            || nobodys.iter().any(|category| self.on_record_as_linked(category))
    }

    fn on_record_as_linked(&self, category: &str) -> bool {
        let about = |event: &str| {
            self.user.last_record(event, |reference| reference.is_none_or(|reference| at_or_below(reference, category)))
        };
        let unlinked = about("unlinked").map_or(0, |recorded| recorded.position);
        about("linked").is_some_and(|recorded| recorded.position > unlinked)
    }

    /// What a category is once it is linked to a person.
    fn becomes(&self, category: &str, linked: bool) -> String {
        let other = || self.policy.rule_of(category)?.linked_becomes.clone();
        if linked && !self.personal(category) {
            other().unwrap_or_else(|| category.to_owned())
        } else {
            category.to_owned()
        }
    }

    /// Whether a category of the question identifies somebody.
    pub(super) fn counts_as_personal(&self, asked: &Asked<'_>, category: &str) -> bool {
        asked.linked || self.personal(category)
    }

    /// Whether the question is about data that identify nobody, and are joined with none that do.
    pub(super) fn about_nobody(&self, asked: &Asked<'_>) -> bool {
        !asked.categories.is_empty()
            && !asked.categories.iter().any(|category| self.counts_as_personal(asked, category))
    }

    /// The sensitivity of a category, and of those below it.
    pub(super) fn levels(&self, category: &str) -> Vec<&str> {
        let by_rule = prefixes(category).find_map(|key| self.policy.categories.get(key)?.level.as_deref());
        let own = by_rule.or_else(|| self.law.nearest(category).map(|row| row.level.as_str()));
        let of_law = self.law.taxonomy.iter().map(|row| row.key.as_str());
        let all = of_law.chain(self.policy.categories.keys().map(String::as_str));
        let lower = all.filter(|key| below(category, key)).flat_map(|key| self.levels(key));
        own.into_iter().chain(lower).collect()
    }
}
