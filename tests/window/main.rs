//! The window as somebody uses it, found by role and label: no display, no GPU, no file dialog.

mod board;
mod cooling;
mod desk;
mod edits;
mod engagement;
mod files;
mod funnel;
mod import;
mod links;
mod numbers;
mod pages;
mod people;
mod plan;
mod privacy;
mod rota;
mod shifts;
mod talk;
mod unmatched;
