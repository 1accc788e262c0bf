//! 群策 Qunce: a workbench for people who run communities.
//!
//! ```text
//! chat exports, rosters, order sheets                  project.ron (+ CSV and Parquet beside it)
//!         |  import                                            |  project_file
//!         v                                                    v
//!     log::MessageLog (columns)                          model::Project (plain data)
//!         |  activity: the only pass over messages             |
//!         v                                                    |
//!     activity::Activity (counts per group, member, day)       |
//!         |_________________________  _________________________|
//!                                   \/
//!                      analytics: pure functions -> plain results
//!                                   |            \
//!                                   |             `--> cli: the same results as JSON
//!                      charts: a result -> one drawable chart
//!                          |                \
//!                    ui (screen)       export (SVG, PNG, PDF, CSV)
//! ```
//!
//! Arrows point one way; nothing that stands above `charts` in the picture knows egui. Every number has one home in
//! `analytics`, so that screen, picture, CSV and command line cannot differ.

#![deny(clippy::disallowed_methods, clippy::expect_used, clippy::panic, clippy::unwrap_used)]

pub mod activity;
pub mod analytics;
pub mod app;
pub mod charts;
pub mod cli;
pub mod export;
pub mod fonts;
pub mod i18n;
pub mod import;
pub mod log;
pub mod model;
pub mod project_file;
pub mod synth;
pub mod ui;
