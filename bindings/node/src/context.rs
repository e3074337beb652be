//! What a question says besides user and purpose, as an object of JavaScript.

use placet::{Context, Error};
use serde_json::{Map, Value, json};

use crate::given::Given;

const PEOPLE: &str = "it is no number of people; give one from 0";

/// The context that an object tells of.
pub(crate) fn context(mut given: Given) -> Result<Context, Error> {
    // each field is named, so that a new one breaks the build
    let context = Context {
        categories: given.words("categories")?,
        operation: given.text("operation")?,
        source: given.text("source")?,
        provider: given.text("provider")?,
        origin: given.text("origin")?,
        collection_point: given.text("collectionPoint")?,
        reference: given.text("reference")?,
        inputs: given.words("inputs")?,
        linked: given.flag("linked")?,
        form: given.text("form")?,
        group_size: given.number("groupSize", PEOPLE)?,
        recipient: given.text("recipient")?,
        destination: given.text("destination")?,
        mechanism: given.text("mechanism")?,
        technology: given.text("technology")?,
        lifetime: given.text("lifetime")?,
        set_at: given.instant("setAt")?,
        device: given.text("device")?,
        content: given.text("content")?,
        channel: given.text("channel")?,
        actor: given.text("actor")?,
        attests: given.flags("attests")?,
        instrument: given.text("instrument")?,
        justification: given.text("justification")?,
        effect: given.text("effect")?,
        decision: given.text("decision")?,
        role: given.text("role")?,
        surface: given.text("surface")?,
        initiated_by: given.text("initiatedBy")?,
        at: given.instant("at")?,
    };
    given.end()?;
    Ok(context)
}

/// The fields of a context that say something; instants as text.
pub(crate) fn object(context: Context) -> Value {
    let Context {
        categories,
        operation,
        source,
        provider,
        origin,
        collection_point,
        reference,
        inputs,
        linked,
        form,
        group_size,
        recipient,
        destination,
        mechanism,
        technology,
        lifetime,
        set_at,
        device,
        content,
        channel,
        actor,
        attests,
        instrument,
        justification,
        effect,
        decision,
        role,
        surface,
        initiated_by,
        at,
    } = context;
    let whole = json!({
        "categories": categories,
        "operation": operation,
        "source": source,
        "provider": provider,
        "origin": origin,
        "collectionPoint": collection_point,
        "reference": reference,
        "inputs": inputs,
        "linked": linked,
        "form": form,
        "groupSize": group_size,
        "recipient": recipient,
        "destination": destination,
        "mechanism": mechanism,
        "technology": technology,
        "lifetime": lifetime,
        "setAt": set_at.map(|at| at.to_string()),
        "device": device,
        "content": content,
        "channel": channel,
        "actor": actor,
        "attests": attests,
        "instrument": instrument,
        "justification": justification,
        "effect": effect,
        "decision": decision,
        "role": role,
        "surface": surface,
        "initiatedBy": initiated_by,
        "at": at.map(|at| at.to_string()),
    });
    let says = |value: &Value| match value {
        Value::Null => false,
        Value::Array(items) => !items.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
        _ => true,
    };
    let fields = whole.as_object().into_iter().flatten();
    let said: Map<String, Value> =
        fields.filter(|(_, value)| says(value)).map(|(k, v)| (k.clone(), v.clone())).collect();
    Value::Object(said)
}
