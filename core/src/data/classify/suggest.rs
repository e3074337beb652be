//! From counts and names to suggestions: what speaks for a category, and how much.

use super::birth;
use super::column::Tally;
use super::hints::{Hints, Holds, Named, ValueRow, words};
use super::kind::Kind;
use super::{CONTENT, Clue, Grounds, LEAST, Suggestion};
use crate::policy::Version;
use crate::words::covers;

/// No suggestion is certain: a person decides.
const MOST: f64 = 0.99;

/// What is left of a certainty when something speaks against it.
const AGAINST: f64 = 0.3;

/// Suggestions for one place.
pub(super) fn suggest(
    path: &str,
    names: &[&str],
    tally: &Tally,
    hints: &Hints,
    policy: Option<&Version>,
) -> Vec<Suggestion> {
    let own = names.last().map(|name| words(name)).unwrap_or_default();
    let named = hints.named(names);
    let mut drafts: Vec<Draft> = Vec::new();
    for kind in Kind::ALL {
        let Some(row) = hints.value(kind) else { continue };
        let (matched, of) = match kind {
            Kind::BirthSpread if birth::is_spread(&tally.decades) => (tally.decades.iter().sum(), tally.looked),
            _ => (tally.whole.get(kind.index()).copied().unwrap_or_default(), tally.looked),
        };
        let mut weight = whole(row, matched, of);
        if hints.is_else(kind, &own) {
            weight *= 0.2;
        }
        draft(&mut drafts, &row.category, weight, || Clue {
            grounds: Grounds::Values,
            what: kind.code().to_owned(),
            matched: Some(matched),
            of: Some(of),
            text: format!("{matched} of {of} values are {}", row.shown),
        });
    }
    let content = named.as_ref().filter(|named| named.row.free).map_or(CONTENT, |named| named.row.category.as_str());
    for kind in Kind::ALL {
        let Some(row) = hints.value(kind).filter(|row| row.inside) else { continue };
        let (matched, of) = (tally.inside.get(kind.index()).copied().unwrap_or_default(), tally.texts);
        draft(&mut drafts, content, inside(row, matched, of), || Clue {
            grounds: Grounds::Text,
            what: kind.code().to_owned(),
            matched: Some(matched),
            of: Some(of),
            text: format!("{matched} of {of} texts hold {}", row.shown),
        });
    }
    if let Some(named) = named {
        let certainty = by_name(&named, tally, hints);
        let clue = Clue {
            grounds: Grounds::Name,
            what: named.words.clone(),
            matched: None,
            of: None,
            text: format!("the name says `{}`", named.words),
        };
        match drafts.iter_mut().find(|draft| draft.category == named.row.category) {
            Some(draft) => {
                draft.certainty = 1.0 - (1.0 - draft.certainty) * (1.0 - certainty);
                draft.evidence.insert(0, clue);
            }
            None => drafts.push(Draft { category: named.row.category.clone(), certainty, evidence: vec![clue] }),
        }
    }
    let mut suggestions: Vec<Suggestion> =
        drafts.into_iter().filter_map(|draft| draft.suggestion(path, policy)).collect();
    suggestions.sort_by(|a, b| b.confidence.total_cmp(&a.confidence).then_with(|| a.category.cmp(&b.category)));
    suggestions
}

/// What is known of one category.
struct Draft {
    category: String,
    certainty: f64,
    evidence: Vec<Clue>,
}

impl Draft {
    fn suggestion(self, path: &str, policy: Option<&Version>) -> Option<Suggestion> {
        let Self { category, certainty, mut evidence } = self;
        // two decimals are more than an estimate can bear
        let confidence = (certainty.min(MOST) * 100.0).round() / 100.0;
        if confidence < LEAST {
            return None;
        }
        evidence.extend(policy.filter(|policy| !has(policy, &category)).map(|policy| Clue {
            grounds: Grounds::Policy,
            what: "not_in_policy".to_owned(),
            matched: None,
            of: None,
            text: format!(
                "no purpose of `{}@{}` may use it, and `[categories]` does not name it",
                policy.id, policy.version
            ),
        }));
        Some(Suggestion { path: path.to_owned(), category, confidence, evidence })
    }
}

/// Whether a policy knows a category: by a rule of its own, or because some purpose may use it.
fn has(policy: &Version, category: &str) -> bool {
    policy.categories.iter().any(|(key, _)| covers(key, category) || covers(category, key))
        || policy.purposes.iter().any(|purpose| purpose.permits(category))
}

/// Adds a clue to the draft of a category; the strongest counts, since clues of one column are not independent.
fn draft(drafts: &mut Vec<Draft>, category: &str, weight: f64, clue: impl FnOnce() -> Clue) {
    if weight <= 0.0 {
        return;
    }
    match drafts.iter_mut().find(|draft| draft.category == category) {
        Some(draft) => {
            draft.certainty = draft.certainty.max(weight);
            draft.evidence.push(clue());
        }
        None => drafts.push(Draft { category: category.to_owned(), certainty: weight, evidence: vec![clue()] }),
    }
}

/// How sure values make that a column is of a kind.
fn whole(row: &ValueRow, matched: u64, of: u64) -> f64 {
    if matched == 0 || of == 0 {
        return 0.0;
    }
    let share = beyond_chance(row.chance, matched, of);
    if row.chance == 0.0 {
        // such a form does not come about by chance: a column with a few of them holds them, too
        let some = if row.certainty < LEAST { 0.0 } else { 0.4 };
        return row.certainty * (some + (1.0 - some) * share);
    }
    // the fewer values, the likelier that all of them are chance
    let luck = (0..matched.min(10)).fold(1.0, |luck, _| luck * row.chance);
    if share < 0.2 { 0.0 } else { row.certainty * share * (1.0 - luck) }
}

/// How sure a text makes that a column is worth as much care as what stands in it.
fn inside(row: &ValueRow, matched: u64, of: u64) -> f64 {
    if matched == 0 || of == 0 {
        return 0.0;
    }
    let share = matched as f64 / of as f64;
    // how many candidates a text had is not known; what chance can make weighs less
    row.certainty * (0.6 + 0.4 * share) * (1.0 - 2.0 * row.chance)
}

/// The share of values that chance does not explain.
fn beyond_chance(chance: f64, matched: u64, of: u64) -> f64 {
    let share = matched as f64 / of as f64;
    ((share - chance) / (1.0 - chance)).max(0.0)
}

/// How sure a name makes, once the values were looked at.
fn by_name(named: &Named<'_>, tally: &Tally, hints: &Hints) -> f64 {
    let (row, of) = (named.row, tally.looked as f64);
    if tally.looked == 0 {
        return named.certainty;
    }
    let mut certainty = named.certainty;
    let other = match row.holds {
        Holds::Text => tally.flags + tally.numbers,
        Holds::Any => tally.flags,
    };
    if other as f64 > of / 2.0 {
        certainty *= AGAINST;
    }
    if row.checked {
        let kinds =
            Kind::ALL.into_iter().filter(|kind| hints.value(*kind).is_some_and(|value| value.category == row.category));
        let most = kinds.filter_map(|kind| tally.whole.get(kind.index()).copied()).max().unwrap_or_default();
        // a form of its own, and values that don't have it
        if (most as f64) < of / 10.0 {
            certainty *= AGAINST;
        }
    }
    certainty
}
