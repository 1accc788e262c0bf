//! `qunce export`: charts as files; whole chats are `export_chat`'s.

use std::collections::HashSet;
use std::path::PathBuf;

use clap::{ArgGroup, Args, ValueEnum};
use rayon::prelude::*;

use super::Failure;
use super::export_chat::{self, ChatRequest};
use super::language::LangArgs;
use super::output::emit;
use super::scope::{self, ScopeArgs};
use crate::activity::{Activity, HourTable};
use crate::analytics::engagement::Talk;
use crate::analytics::{Input, Panels, Scope, mask};
use crate::charts::catalogue::{Source, figure, list, wants_hours, wants_talk};
use crate::charts::{ChartStyle, Mode, Theme};
use crate::export::{self, ChatFormat, ExportFormat, PictureOptions};
use crate::i18n::Lang;
use crate::log::Columns;
use crate::model::Project;
use crate::project_file;

/// What `--chart` says for every chart.
const ALL: &str = "all";

/// Write charts as PNG, SVG, PDF or CSV, or chats as ChatLab files
#[derive(Args)]
#[command(group(ArgGroup::new("what").required(true).args(["chart", "chat"])))]
pub struct ExportArgs {
    /// Project file
    project: PathBuf,
    /// Name of a chart (see `qunce charts`), or `all`
    #[arg(long, value_name = "NAME|all")]
    chart: Option<String>,
    /// Id or name of a group whose chat to write in ChatLab's format, or `all`
    #[arg(long, value_name = "GROUP|all", conflicts_with_all = ["scale", "size", "theme", "from", "to", "group"])]
    chat: Option<String>,
    /// File to write, or a folder for several
    #[arg(long, value_name = "FILE|DIR")]
    out: PathBuf,
    /// Format: png, svg, pdf or csv of a chart, json or jsonl of a chat; that of the file name when absent, else every
    /// format of a chart into a folder, and json of a chat
    #[arg(long, value_enum)]
    format: Option<FormatWord>,
    /// Pixels per point of a PNG, 1 to 4
    #[arg(long, default_value = "2", value_parser = scale)]
    scale: f32,
    /// Width and height in points, like 900x500; what suits the chart when absent
    #[arg(long, value_name = "WxH", value_parser = size)]
    size: Option<(u16, u16)>,
    /// Colours
    #[arg(long, value_enum, default_value = "light")]
    theme: ThemeWord,
    #[command(flatten)]
    lang: LangArgs,
    #[command(flatten)]
    scope: ScopeArgs,
    /// Replace the names of people by pseudonyms and hide their ids; a chat loses what was said
    #[arg(long)]
    mask: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum FormatWord {
    Png,
    Svg,
    Pdf,
    Csv,
    Json,
    Jsonl,
}

#[derive(Clone, Copy, ValueEnum)]
enum ThemeWord {
    Light,
    Dark,
}

/// One file to be: which chart, in which format, where.
struct Target {
    chart: String,
    format: ExportFormat,
    path: PathBuf,
}

/// Writes the files and prints their paths, one a line. Every picture is made before the first file is written.
///
/// # Errors
/// When the project cannot be read, there is no such chart or scope, or a file cannot be written; new files of this run
/// are then taken away again.
pub fn run(args: &ExportArgs) -> Result<(), Failure> {
    if let Some(chat) = &args.chat {
        return export_chat::run(&ChatRequest {
            project: &args.project,
            chat,
            out: &args.out,
            format: args.format.map(FormatWord::of_chats).transpose()?,
            mask: args.mask,
            lang: args.lang.lang(),
        });
    }
    let place = Place::of(args)?;
    let read = scope::read(&args.project)?;
    let lang = args.lang.lang();
    let input = read.input();
    let scope = args.scope.scope(input)?;
    // Only charts by the hour need the messages themselves.
    let hours = if args.chart() == ALL || wants_hours(args.chart()) {
        let log = project_file::open(&args.project, Columns { text: false })?.document.log;
        let days = (scope.from, scope.to);
        Some(HourTable::count(input.project, input.activity, &log, &scope.groups, days))
    } else {
        None
    };
    let hours = hours.as_ref();
    let talk = if args.chart() == ALL || wants_talk(args.chart()) {
        let talk = Talk::of(input, &scope, &read.said()?);
        Some(if args.mask { talk.without_words() } else { talk })
    } else {
        None
    };
    let counted = (hours, talk.as_ref());
    if args.mask {
        let (project, activity) = masked(input, lang);
        write(args, &place, Input { project: &project, activity: &activity }, &scope, counted, lang)
    } else {
        write(args, &place, input, &scope, counted, lang)
    }
}

fn masked(input: Input<'_>, lang: Lang) -> (Project, Activity) {
    let width = input.activity.members.len().to_string().len().max(3);
    mask(input, |number| lang.tf("mask.member", &[("n", &format!("{number:0width$}"))]))
}

fn write(
    args: &ExportArgs,
    place: &Place,
    input: Input<'_>,
    scope: &Scope,
    (hours, talk): (Option<&HourTable>, Option<&Talk>),
    lang: Lang,
) -> Result<(), Failure> {
    let panels = Panels::of(input, scope);
    let source = Source { input, scope, compared: None, panels: &panels, before: None, hours, talk, lang };
    let names: Vec<String> = list(&source).into_iter().map(|(name, _)| name).collect();
    let charts = match args.chart() {
        ALL => names,
        name if names.iter().any(|known| known == name) => vec![name.to_owned()],
        name => return Err(unknown_chart(name, &names)),
    };
    let style = ChartStyle { theme: args.theme.theme(), lang, interactive: false };
    let options = PictureOptions {
        style,
        width: args.size.map_or(900.0, |(width, _)| f32::from(width)),
        height: args.size.map(|(_, height)| f32::from(height)),
        scale: args.scale,
    };
    let made: Vec<(PathBuf, Option<Vec<u8>>)> = place
        .targets(&charts)
        .into_par_iter()
        .map(|target| {
            let bytes = figure(&source, &target.chart, None)
                .map(|figure| export::figure_bytes(&figure, target.format, &options))
                .transpose()
                .map_err(|error| Failure::new(format!("{}: {error}", target.chart)))?;
            Ok((target.path, bytes))
        })
        .collect::<Result<_, Failure>>()?;
    let files: Vec<(PathBuf, Vec<u8>)> =
        made.into_iter().filter_map(|(path, bytes)| Some((path, bytes?))).collect();
    if files.is_empty() {
        return Err(Failure::new(format!("{}: this chart has nothing to show in this scope", args.chart())));
    }
    place.make_folder()?;
    write_files(&files)?;
    emit(files.iter().map(|(path, _)| path.display().to_string()).collect::<Vec<_>>().join("\n"))
}

/// Writes all files; when one cannot be written, those that are new are removed.
fn write_files(files: &[(PathBuf, Vec<u8>)]) -> Result<(), Failure> {
    let mut new = Vec::new();
    for (path, bytes) in files {
        let existed = path.exists();
        if let Err(error) = export::write_whole(path, bytes) {
            new.iter().for_each(|made| drop(std::fs::remove_file(made)));
            return Err(Failure::new(format!("{}: cannot be written: {error}", path.display())));
        }
        if !existed {
            new.push(path);
        }
    }
    Ok(())
}

/// Where the files go.
enum Place {
    File(PathBuf, ExportFormat),
    Folder(PathBuf, Vec<ExportFormat>),
}

impl Place {
    /// Decides by the name, the format and what is there already, before anything is read.
    fn of(args: &ExportArgs) -> Result<Self, Failure> {
        let out = args.out.clone();
        let asked = args.format.map(FormatWord::of_charts).transpose()?;
        let extension = out.extension().map(|extension| extension.to_string_lossy().into_owned());
        let named = extension.as_deref().and_then(ExportFormat::of_extension);
        if args.chart() == ALL && !out.is_dir() && (out.exists() || named.is_some()) {
            return Err(Failure::new(format!(
                "{}: --chart all writes many files; name a folder",
                out.display()
            )));
        }
        if args.chart() == ALL || out.is_dir() {
            return Ok(Self::Folder(out, asked.map_or(ExportFormat::ALL.to_vec(), |format| vec![format])));
        }
        if let Some(folder) = out.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.is_dir())
        {
            return Err(Failure::new(format!(
                "{}: there is no such folder; make it first",
                folder.display()
            )));
        }
        match (named, asked) {
            (Some(named), Some(asked)) if named != asked => Err(Failure::new(format!(
                "{}: the name says {}, but --format says {}",
                out.display(),
                named.extension(),
                asked.extension()
            ))),
            (Some(format), _) | (None, Some(format)) => Ok(Self::File(out, format)),
            (None, None) => Err(Failure::new(format!(
                "{}: the name does not say the format; end it in .png, .svg, .pdf or .csv, or add --format",
                out.display()
            ))),
        }
    }

    fn targets(&self, charts: &[String]) -> Vec<Target> {
        match self {
            Self::File(path, format) => charts
                .iter()
                .map(|chart| Target { chart: chart.clone(), format: *format, path: path.clone() })
                .collect(),
            Self::Folder(folder, formats) => {
                let stems = stems(charts);
                let of = |format: ExportFormat| {
                    charts.iter().zip(&stems).map(move |(chart, stem)| Target {
                        chart: chart.clone(),
                        format,
                        path: folder.join(format!("{stem}.{}", format.extension())),
                    })
                };
                formats.iter().flat_map(|&format| of(format)).collect()
            }
        }
    }

    fn make_folder(&self) -> Result<(), Failure> {
        let Self::Folder(folder, _) = self else { return Ok(()) };
        std::fs::create_dir_all(folder).map_err(|error| {
            Failure::new(format!("{}: the folder cannot be made: {error}", folder.display()))
        })
    }
}

/// File names without extension; charts whose names differ only in what file names cannot hold are numbered.
fn stems(charts: &[String]) -> Vec<String> {
    let mut taken = HashSet::new();
    charts
        .iter()
        .map(|chart| {
            let stem = export::file_stem(chart);
            let numbered = (2..).map(|number| format!("{stem}-{number}"));
            let free = std::iter::once(stem.clone())
                .chain(numbered)
                // File systems of some desktops take capitals for small letters.
                .find(|name| taken.insert(name.to_lowercase()));
            free.unwrap_or(stem)
        })
        .collect()
}

fn unknown_chart(name: &str, names: &[String]) -> Failure {
    let near = names
        .iter()
        .map(|known| (strsim::jaro_winkler(&known.to_lowercase(), &name.to_lowercase()), known))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|(a, _), (b, _)| a.total_cmp(b));
    let hint = near.map(|(_, known)| format!("; did you mean `{known}`?")).unwrap_or_default();
    Failure::new(format!(
        "there is no chart `{name}`{hint}\n  = charts of this project: {}",
        names.join(", ")
    ))
}

impl ExportArgs {
    fn chart(&self) -> &str {
        self.chart.as_deref().unwrap_or_default()
    }
}

impl FormatWord {
    fn of_charts(self) -> Result<ExportFormat, Failure> {
        Ok(match self {
            Self::Png => ExportFormat::Png,
            Self::Svg => ExportFormat::Svg,
            Self::Pdf => ExportFormat::Pdf,
            Self::Csv => ExportFormat::Csv,
            Self::Json | Self::Jsonl => {
                return Err(Failure::new(
                    "a chart is written as png, svg, pdf or csv; json and jsonl are for --chat",
                ));
            }
        })
    }

    fn of_chats(self) -> Result<ChatFormat, Failure> {
        match self {
            Self::Json => Ok(ChatFormat::Json),
            Self::Jsonl => Ok(ChatFormat::Jsonl),
            _ => {
                Err(Failure::new("a chat is written as json or jsonl; png, svg, pdf and csv are for --chart"))
            }
        }
    }
}

impl ThemeWord {
    fn theme(self) -> &'static Theme {
        match self {
            Self::Light => Theme::of(Mode::Light),
            Self::Dark => Theme::of(Mode::Dark),
        }
    }
}

fn scale(text: &str) -> Result<f32, String> {
    text.parse::<f32>()
        .ok()
        .filter(|scale| (1.0..=4.0).contains(scale))
        .ok_or_else(|| "write a number from 1 to 4".to_owned())
}

/// Width and height in points, each between 100 and 10,000.
fn size(text: &str) -> Result<(u16, u16), String> {
    let side = |text: &str| text.parse().ok().filter(|side| (100..=10_000).contains(side));
    text.split_once(['x', 'X', '×'])
        .and_then(|(width, height)| Some((side(width)?, side(height)?)))
        .ok_or_else(|| "write width x height in points, each from 100 to 10000, like 900x500".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_scales_have_bounds() {
        assert_eq!(size("900x500"), Ok((900, 500)));
        for text in ["900", "900x", "x500", "99x500", "900x10001", "-900x500", "9e2x500"] {
            assert!(size(text).is_err(), "{text}");
        }
        assert_eq!(scale("1.5"), Ok(1.5));
        for text in ["0", "0.9", "4.1", "NaN", "inf", "two"] {
            assert!(scale(text).is_err(), "{text}");
        }
    }

    #[test]
    fn charts_that_share_a_file_name_are_numbered() {
        let charts = ["funnel.a/b", "funnel.a b", "funnel.A-B", "x"].map(str::to_owned);
        assert_eq!(stems(&charts), ["funnel-a-b", "funnel-a-b-2", "funnel-A-B-3", "x"]);
    }

    #[test]
    fn a_slip_of_the_pen_is_recognised() {
        let names = ["engagement.daily", "structure.links"].map(str::to_owned);
        let text = unknown_chart("engagment.dayly", &names).to_string();
        assert!(
            text.contains("did you mean `engagement.daily`?") && text.contains("structure.links"),
            "{text}"
        );
        assert!(!unknown_chart("zzz", &names).to_string().contains("did you mean"));
    }
}
