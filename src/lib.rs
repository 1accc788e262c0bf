//! 群策 Qunce: a workbench for people who run communities.
//!
//! ```text
//! chat exports, rosters, order sheets                  project.ron (+ CSV and Parquet beside it)
//!         |  import                                            |  project_file
//!         v                                                    v
//!     log::MessageLog (columns)                          model::Project (plain data)
//!         |  activity: the only room that reads messages       |
//!         v                                                    |
//!     activity::Activity (counts per group, member, day)       |
//!     activity::said::Said (classes by the texts, on demand)   |
//!         |_________________________  _________________________|
//!                                   \/
//!                      analytics: pure functions -> plain results
//!                                   |            \
//!                                   |             `--> cli: the same results as JSON
//!                      charts: a result -> one drawable chart
//!                          |                \
//!                    ui (screen)       export (SVG, PNG, PDF, CSV; ChatLab from the log)
//!
//!     model::{Rota, ShiftWeek} --schedule--> planner: problems, plans as numbers --schedule--> duties (ui, cli; ICS, CSV)
//! ```
//!
//! Arrows point one way; nothing that stands above `charts` in the picture knows egui. Every number has one home in
//! `analytics`, so that screen, picture, CSV and command line cannot differ.
//!
//! # Shortcomings
//!
//! - Importers read files that chat programs and their exporters write; no chat program is asked. Old workbooks (`.xls`,
//!   `.ods`), pages (HTML, `.mht`) and archives other than zip and gzip are not read.
//! - Public holidays are those of mainland China ([`holidays`]); exchanged days are known for published years alone. There
//!   is no report made of several charts.
//! - Experiments and referral trees are computed and printed by `qunce metrics`, but stand on no page.
//! - A message log is held in memory as a whole, and one [`activity::Activity`] is counted from all of it: adding a
//!   message counts everything again.
//! - Pictures are set in the bundled typefaces alone, which hold the characters of GB2312; others become boxes.

#![deny(clippy::disallowed_methods, clippy::expect_used, clippy::panic, clippy::unwrap_used)]

pub mod activity;
pub mod analytics;
pub mod app;
pub mod charts;
pub mod cli;
pub mod export;
pub mod fonts;
pub mod holidays;
pub mod i18n;
pub mod import;
pub mod log;
pub mod model;
pub mod planner;
pub mod project_file;
pub mod schedule;
pub mod synth;
pub mod ui;
