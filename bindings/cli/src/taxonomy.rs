//! `placet taxonomy`: the data categories that are known without a policy, and what other vocabularies call them.

use placet::words::{Counterpart, Level, Mapping, Mappings, Match, Taxonomy, covers, nearest};
use serde_json::{Value, json};

use crate::answer::{Answer, Failure};
use crate::args::TaxonomyArgs;
use crate::text::{count, table};

pub(crate) fn run(args: &TaxonomyArgs, as_json: bool) -> Result<Answer, Failure> {
    let (taxonomy, mappings) = (Taxonomy::common()?, Mappings::common()?);
    let keys: Vec<&str> =
        taxonomy.keys().filter(|key| args.node.as_deref().is_none_or(|node| covers(node, key))).collect();
    if let (Some(node), true) = (&args.node, keys.is_empty()) {
        let near = nearest(node, taxonomy.keys()).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        return Err(Failure::new("unknown_category", format!("the taxonomy has no `{node}`{near}")));
    }
    let rows = keys.iter().filter_map(|key| Some((*key, taxonomy.get(key)?, mappings.get(key)?)));
    if as_json {
        let row = |(key, category, Mapping { fideslang, dpv }): (&str, &placet::words::Category, &Mapping)| {
            let placet::words::Category { level, special, personal, description } = category;
            json!({
                "key": key, "level": level, "special": special, "personal": personal, "description": description,
                "fideslang": fideslang, "dpv": dpv,
            })
        };
        let rows: Vec<Value> = rows.map(row).collect();
        let editions = json!({ "fideslang": mappings.fideslang, "dpv": mappings.dpv });
        return Ok(Answer::json(&json!({ "categories": rows, "editions": editions }), true));
    }
    let mut shown = table(&["category", "level", "fideslang", "W3C DPV", "what it is"]);
    for (key, category, Mapping { fideslang, dpv }) in rows {
        let level = match category.level {
            Level::Public => "public",
            Level::Internal => "internal",
            Level::Confidential => "confidential",
            Level::Restricted => "restricted",
        };
        let level = format!("{level}{}", if category.special { ", special" } else { "" });
        shown.add_row([key, &level, &term(fideslang), &term(dpv), &category.description]);
    }
    let (fideslang, dpv) = (&mappings.fideslang.version, &mappings.dpv.version);
    let legend = format!(
        "{}; = the same, ~ close, > theirs is wider, < theirs is narrower (fideslang {fideslang}, DPV {dpv})",
        count(keys.len(), "row"),
    );
    Ok(Answer { text: format!("{}\n{legend}\n", shown.trim_fmt()), yes: true })
}

fn term(counterpart: &Option<Counterpart>) -> String {
    let Some(Counterpart { key, matches }) = counterpart else { return String::new() };
    let sign = match matches {
        Match::Exact => '=',
        Match::Close => '~',
        Match::Broad => '>',
        Match::Narrow => '<',
    };
    format!("{sign} {key}")
}
