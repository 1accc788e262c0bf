//! Charts of the funnel page.

use super::Source;
use crate::analytics::funnel::{FunnelNote, FunnelResult, FunnelStepResult, FunnelWarning};
use crate::charts::{Figure, FunnelBars, FunnelRow, format};
use crate::i18n::Lang;

/// Name of the funnel with its window.
pub fn title(result: &FunnelResult, lang: Lang) -> String {
    let window = format::duration(Some(result.window_seconds as f64), lang);
    lang.tf("figure.funnel", &[("name", &result.name), ("window", &window)])
}

/// The funnel of that id.
pub fn figure(source: &Source<'_>, id: &str) -> Option<Figure> {
    let lang = source.lang;
    let result = source.panels.funnel.funnels.iter().find(|result| result.id.as_str() == id)?;
    let before = source
        .before
        .and_then(|before| before.funnel.funnels.iter().find(|result| result.id.as_str() == id))
        .filter(|before| before.steps.len() == result.steps.len())
        .filter(|before| before.steps.first().is_some_and(|step| step.count > 0));
    let rows = result
        .steps
        .iter()
        .enumerate()
        .map(|(index, step)| FunnelRow {
            name: step.name.clone(),
            optional: step.optional,
            count: u64::from(step.count),
            compared: before.map(|before| u64::from(before.steps[index].count)),
            from_previous: step.from_previous,
            from_first: step.from_first,
            median_seconds: step.median_seconds,
            members: step.reached.clone(),
        })
        .collect();
    let compared = before.and(source.compared).map(|compared| {
        let (from, to) = compared.dates();
        format::period(from, to, lang)
    });
    let still = lang.tf("funnel.still", &[("n", &format::count(result.still_in_window.into()))]);
    let mut foot = vec![(still, result.still_open.clone())];
    foot.extend(result.steps.iter().filter_map(|step| went_on(step, lang)));
    let chart = FunnelBars { rows, periods: (source.period_words(), compared), foot };
    let order = lang.t(match result.order {
        "strict" => "funnel.strict",
        "unordered" => "funnel.unordered",
        _ => "funnel.ordered",
    });
    Some(source.figure(&format!("funnel.{id}"), title(result, lang), order.to_owned(), Box::new(chart)))
}

/// Of those who went on, who had done a step that may be skipped; `None` for a step that may not, and where nobody went
/// on.
fn went_on(step: &FunnelStepResult, lang: Lang) -> Option<(String, Vec<u32>)> {
    let rate = step.of_went_on.filter(|rate| rate.value.is_some())?;
    let share = format!("{} ({})", format::percent(rate.value), format::fraction(&rate));
    let text = lang.tf("funnel.of_went_on", &[("step", &step.name), ("share", &share)]);
    Some((text, step.did_and_went_on()))
}

/// What a reader of the funnel must know, as a sentence.
pub fn funnel_note(result: &FunnelResult, note: &FunnelNote, lang: Lang) -> String {
    let step = note.step.and_then(|step| result.steps.get(step)).map_or("", |step| step.name.as_str());
    match note.kind {
        FunnelWarning::Invalid => lang.tf("funnel.invalid", &[("why", &note.message)]),
        FunnelWarning::UnknownEvent => lang.tf("funnel.unknown_event", &[("step", &step)]),
        FunnelWarning::DayPrecision => lang.tf("funnel.day_precision", &[("step", &step)]),
    }
}
