//! Exports of chats and tables of other programs into a project.

mod again;
mod containers;
mod desk;
mod qq;
mod real;
mod slack;
mod tables;
mod telegram_discord;
mod wechat;
mod whatsapp;
