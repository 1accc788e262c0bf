//! Tables of other programs into a project: messages, member lists, orders and events, from text and from workbooks.

mod desk;
mod hostile;
mod orders;
mod rosters;
mod tables;
mod workbooks;
