//! Tables of other programs into a project: messages, member lists, orders and events, from text and from workbooks.

mod columns;
mod hostile;
mod orders;
mod rosters;
mod sheets;
mod workbooks;

use qunce::import::ImportOptions;

/// Options in Chinese time.
fn options() -> ImportOptions {
    crate::desk::options_in(chrono_tz::Asia::Shanghai)
}
