//! Compiles what is done with data: rules, recipients, transfers, retention, actors, rights.

use std::collections::BTreeSet;

use jiff::Span;

use super::broken;
use crate::error::Error;
use crate::policy::compiled::{
    Actor, Adequacy, Breach, Clock, CollectionPoint, Control, Demand, Handling, Kind, Overlay, Recipient, Retention,
    Right, Rule, RuleScope, Stage, TransferStage, Transfers, Trigger,
};
use crate::policy::condition::{Condition, Term};
use crate::policy::document::{Document, Ends, RecipientTable, RetentionTable, RuleTable, Verdict};
use crate::words::{EVENTS, Reason, TRANSFORM, Timestamp, Zone};

pub(super) fn handling(document: &Document, overlays: &[Overlay], zone: &Zone) -> Result<Handling, Error> {
    let mut recipients = document
        .recipients
        .iter()
        .map(|(key, table)| recipient(document, key, table, zone))
        .collect::<Result<Vec<_>, _>>()?;
    // exact keys before patterns, longer patterns before shorter ones
    recipients.sort_by_key(|r| (r.key.ends_with('*'), std::cmp::Reverse(r.key.len())));
    let rules = document.rules.iter().map(|(key, table)| rule(key, table, overlays)).collect::<Result<Vec<_>, _>>()?;
    let kinds = document.kinds.iter().map(|(key, table)| {
        let reason = table.reason.as_deref().and_then(Reason::from_code).unwrap_or(Reason::PurposeBoundSource);
        (key.clone(), Kind { purposes: table.purposes.clone(), reason })
    });
    let actors = document.actors.iter().map(|(key, table)| {
        let actor = Actor {
            purposes: table.purposes.clone(),
            categories: table.categories.clone(),
            operations: table.operations.clone(),
            demands: demands(&table.require, None)?,
        };
        Ok((key.clone(), actor))
    });
    let rights = document.rights.iter().map(|(key, table)| {
        let right = Right {
            overlays: positions(&table.overlays, overlays),
            deadline: span(table.deadline.as_deref())?,
            once_a_year: table.frequency.is_some(),
            verify: table.verify,
            verified_channels: table.verified_channels.clone(),
            channels: table.channels.clone(),
            subjects: table.subjects.clone(),
            owner: table.owner.clone(),
            reply_via: table.reply_via.clone(),
            categories: table.categories.clone(),
            demands: demands(&table.require, None)?,
        };
        Ok((key.clone(), right))
    });
    let controls = document.controls.iter().map(|(key, table)| {
        let (interval, description) = (span(table.interval.as_deref())?, table.description.clone());
        Ok((key.clone(), Control { interval, description }))
    });
    let points = document.collection_points.iter().map(|(key, table)| {
        let (purposes, categories) = (table.purposes.clone(), table.categories.clone());
        (key.clone(), CollectionPoint { purposes, categories })
    });
    let stages = document.business_transfer.stages.iter().map(|(key, table)| {
        let (forms, obligations) = (table.forms.clone(), table.obligations.clone());
        (key.clone(), TransferStage { forms, obligations })
    });
    Ok(Handling {
        bound_for: document.sharing.bound_for.clone(),
        transfers: transfers(document, zone)?,
        retention: document.retention.iter().map(|(key, table)| retention(key, table)).collect::<Result<_, _>>()?,
        kinds: kinds.collect(),
        actors: actors.collect::<Result<_, Error>>()?,
        rights: rights.collect::<Result<_, Error>>()?,
        controls: controls.collect::<Result<_, Error>>()?,
        collection_points: points.collect(),
        stages: stages.collect(),
        breach: Breach {
            authority: span(document.breach.authority.as_deref())?,
            subjects: span(document.breach.subjects.as_deref())?,
            when: document.breach.when,
            fields: document.breach.fields.clone(),
        },
        listed_only: document.provenance.listed_only.clone(),
        min_group: document.deidentified.min_group,
        events: events(document)?,
        rules,
        recipients,
    })
}

pub(super) fn span(text: Option<&str>) -> Result<Option<Span>, Error> {
    text.map(|text| text.parse().map_err(|_| broken("duration"))).transpose()
}

fn positions(names: &[String], overlays: &[Overlay]) -> Vec<usize> {
    names.iter().filter_map(|name| overlays.iter().position(|o| *o.key == **name)).collect()
}

/// Conditions with their reasons; the author's reason goes before a condition's own.
pub(super) fn demands(require: &[String], chosen: Option<Reason>) -> Result<Vec<Demand>, Error> {
    let demand = |text: &String| {
        let condition = Condition::parse(text).map_err(|_| broken("require"))?;
        let reason = chosen.unwrap_or_else(|| condition.reason());
        Ok(Demand { condition, reason, chosen: chosen.is_some(), stage: Stage::of(reason) })
    };
    require.iter().map(demand).collect()
}

fn rule(key: &str, table: &RuleTable, overlays: &[Overlay]) -> Result<Rule, Error> {
    let scope = RuleScope {
        categories: table.categories.clone(),
        levels: table.levels.clone(),
        operations: table.operations.clone(),
        sources: table.sources.clone(),
        forms: table.forms.clone(),
        contents: table.contents.clone(),
        channels: table.channels.clone(),
        devices: table.devices.clone(),
        recipients: table.recipients.clone(),
        technologies: table.technologies.clone(),
        collection_points: table.collection_points.clone(),
        actors: table.actors.clone(),
        kinds: table.kinds.clone(),
        roles: table.roles.clone(),
        overlays: positions(&table.overlays, overlays),
        by_overlay: !table.overlays.is_empty(),
        with_reference: table.with_reference,
    };
    let reason = table.reason.as_deref().and_then(Reason::from_code);
    let demands = demands(&table.require, reason)?;
    let unless = table.unless.iter().map(|text| Condition::parse(text).map_err(|_| broken("unless")));
    let unless = unless.collect::<Result<_, _>>()?;
    // what is done to the values is an obligation of whoever gets them; `filter` carries it out
    let transform = table.transform.iter().map(|transform| format!("{TRANSFORM}:{transform}"));
    let obligations = table.obligations.iter().cloned().chain(transform).collect();
    Ok(Rule { key: key.to_owned(), scope, unless, demands, obligations })
}

fn recipient(document: &Document, key: &str, table: &RecipientTable, zone: &Zone) -> Result<Recipient, Error> {
    let sharing = &document.sharing;
    let interval = span(table.review_interval.as_deref().or(sharing.review_interval.as_deref()))?;
    let reviewed =
        table.reviewed_at.as_deref().map(|text| Timestamp::parse(text, zone).ok_or_else(|| broken("reviewed_at")));
    let review_due = match (reviewed.transpose()?, interval) {
        (Some(at), Some(interval)) => Some(at.term(interval, zone)),
        // a recipient that is to be reviewed and never was is overdue from the beginning
        (None, Some(_)) if table.review_interval.is_some() => Some(Timestamp(0)),
        _ => None,
    };
    Ok(Recipient {
        key: key.to_owned(),
        name: table.name.clone().unwrap_or_else(|| key.to_owned()),
        role: table.role.clone(),
        purposes: table.purposes.clone(),
        categories: table.categories.clone(),
        forms: table.forms.clone(),
        country: table.country.clone(),
        agreement: table.agreement.clone(),
        bound_by: table.bound_by.clone(),
        mechanism: table.mechanism.clone(),
        mechanism_reference: table.mechanism_reference.clone(),
        transfer_agreement: table.transfer_agreement.clone(),
        own_group: table.group.as_deref() == Some("own"),
        review_due,
        review_interval: interval,
        review_warns: sharing.review_overdue != Verdict::Deny,
        own_use: table.own_use,
        technology: table.technology.clone(),
        matches_reference: table.matches_reference,
        policy_url: table.policy_url.clone(),
        address: table.address.clone(),
        business: table.business.clone(),
        lacks_agreement: (table.agreement.is_none() && sharing.needs_agreement(&table.role))
            || (table.bound_by.is_none() && sharing.bound_for.contains(&table.role)),
    })
}

fn transfers(document: &Document, zone: &Zone) -> Result<Transfers, Error> {
    let table = &document.transfers;
    let day = |text: &Option<String>, other: Timestamp| {
        text.as_deref().map_or(Ok(other), |text| Timestamp::parse(text, zone).ok_or_else(|| broken("adequacy")))
    };
    let adequacy = table.adequacy.iter().map(|row| {
        let (from, until) = (day(&row.from, Timestamp(i64::MIN))?, day(&row.until, Timestamp::MAX)?);
        Ok(Adequacy { country: row.country.clone(), from, until })
    });
    Ok(Transfers {
        mechanisms: table.mechanisms.clone(),
        free_without_rule: table.without_rule == Verdict::Allow,
        agreement_abroad: table.agreement_abroad,
        adequacy: adequacy.collect::<Result<_, Error>>()?,
    })
}

fn trigger(event: &str) -> Trigger {
    if event.contains(" or ") {
        return Trigger::First(event.split(" or ").map(|event| trigger(event.trim())).collect());
    }
    match event {
        "account_closed" => Trigger::AccountClosed,
        "last_active" => Trigger::LastActive,
        "unsubscribed" => Trigger::Refused,
        "collected" => Trigger::Collected,
        event => Trigger::Happened(event.to_owned()),
    }
}

fn retention(key: &str, table: &RetentionTable) -> Result<Retention, Error> {
    let own = table.after.iter().map(|after| (after, &table.keep));
    let clocks = own.chain(table.clocks.iter().map(|clock| (&clock.after, &clock.keep)));
    let clock =
        |(after, keep): (&String, &Option<String>)| Ok(Clock { after: trigger(after), keep: span(keep.as_deref())? });
    Ok(Retention {
        key: key.to_owned(),
        categories: table.categories.clone(),
        purposes: table.purposes.clone(),
        except_purposes: table.except_purposes.clone(),
        clocks: clocks.map(clock).collect::<Result<_, Error>>()?,
        latest: table.ends == Ends::Latest,
        permits: table.permits.clone(),
        floor: table.floor,
        then: table.then,
        suppression: table.suppression,
        location: table.location.clone(),
        rationale: table.rationale.clone(),
        default: table.is_default(key),
    })
}

/// Every event that means something: those of all policies, those that conditions and clocks name, and those declared.
fn events(document: &Document) -> Result<Vec<String>, Error> {
    let mut names: BTreeSet<String> = EVENTS.iter().map(|name| (*name).to_owned()).collect();
    names.extend(document.events.names.iter().cloned());
    for table in document.retention.values() {
        let after = table.after.iter().chain(table.clocks.iter().map(|clock| &clock.after));
        names.extend(after.flat_map(|text| text.split(" or ")).map(|event| event.trim().to_owned()));
    }
    let by_rules = document.rules.values().flat_map(|rule| rule.require.iter().chain(&rule.unless));
    let by_purposes = document.purposes.values().flat_map(|purpose| &purpose.requires);
    let by_actors = document.actors.values().flat_map(|actor| &actor.require);
    let by_rights = document.rights.values().flat_map(|right| &right.require);
    for text in by_rules.chain(by_purposes).chain(by_actors).chain(by_rights) {
        for term in Condition::parse(text).map_err(|_| broken("require"))?.any {
            if let Term::Happened(event, _) = term {
                names.insert(event);
            }
        }
    }
    Ok(names.into_iter().collect())
}
