//! The README says what is true: its project files open, its commands exist, its pictures are those of this program.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command as Process;
use std::sync::Arc;
use std::time::Duration;

use egui::vec2;
use png::{ColorType, Compression, Encoder, Filter};
use qunce::app::{AppState, Command, Page, Settings};
use qunce::charts::Mode;
use qunce::export::{self, About};
use qunce::i18n::Lang;
use qunce::log::{Columns, MessageLog, write_parquet};
use qunce::project_file;
use qunce::synth::{SynthOptions, portfolio, stories};
use qunce::ui::{Local, show};

const READMES: [&str; 2] = ["README.md", "README.zh-CN.md"];

const SAMPLE: &str = "sample_data/qinghe/project.ron";

/// A picture larger than this makes the page slow to open.
const MOST_BYTES: usize = 200_000;

/// The picture of each page, in each language.
const PICTURES: [(&str, Page, Lang); 4] = [
    ("window.png", Page::Overview, Lang::En),
    ("structure.png", Page::Structure, Lang::En),
    ("window.zh-CN.png", Page::Overview, Lang::Zh),
    ("structure.zh-CN.png", Page::Structure, Lang::Zh),
];

fn root(relative: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(relative)
}

fn read(relative: &str) -> String {
    fs::read_to_string(root(relative)).unwrap_or_else(|error| panic!("{relative}: {error}"))
}

/// What stands behind the three ticks that open a block, and the text of the block.
fn blocks(text: &str) -> Vec<(&str, String)> {
    let mut found = Vec::new();
    let mut open: Option<(&str, String)> = None;
    for line in text.lines() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(_), Some(_)) => found.extend(open.take()),
            (Some(kind), None) => open = Some((kind.trim(), String::new())),
            (None, Some((_, body))) => {
                body.push_str(line);
                body.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block is not closed");
    found
}

/// Targets of the links and pictures that name files of this project.
fn local_links(text: &str) -> BTreeSet<String> {
    text.split("](")
        .skip(1)
        .filter_map(|rest| rest.split([')', '#', ' ']).next())
        .filter(|target| !target.is_empty() && !target.contains("://"))
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_project_in_the_readmes_opens_without_a_warning() {
    for readme in READMES {
        let text = read(readme);
        let blocks = blocks(&text);
        let mut projects = 0;
        for (_, project) in blocks.iter().filter(|(kind, body)| *kind == "ron" && body.contains("schema:")) {
            let folder = tempfile::tempdir().expect("a temporary folder");
            for (kind, table) in &blocks {
                if let Some(name) = kind.strip_prefix("csv ") {
                    fs::write(folder.path().join(name), table).expect("written");
                }
            }
            write_parquet(&MessageLog::default(), &folder.path().join("messages.parquet")).expect("written");
            let path = folder.path().join("project.ron");
            fs::write(&path, project).expect("written");
            let opened = project_file::open(&path, Columns { text: true })
                .unwrap_or_else(|error| panic!("{readme}: {error}"));
            assert!(opened.warnings.is_empty(), "{readme}: {:?}", opened.warnings);
            projects += 1;
        }
        assert!(projects >= 2, "{readme} shows the smallest project and a larger one");
    }
}

#[test]
fn the_larger_project_of_the_readmes_reads_its_table() {
    for readme in READMES {
        let text = read(readme);
        let blocks = blocks(&text);
        let table = blocks.iter().find(|(kind, _)| *kind == "csv members.csv").expect("a member table");
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(folder.path().join("members.csv"), &table.1).expect("written");
        let path = folder.path().join("project.ron");
        fs::write(&path, "(schema: 1, name: \"x\", members: File(\"members.csv\"))").expect("written");
        let opened = project_file::open(&path, Columns { text: false }).expect("opens");
        assert_eq!(opened.document.project.members.len(), table.1.lines().count() - 1, "{readme}");
    }
}

#[test]
fn the_sample_is_what_its_readme_says_and_has_no_warnings() {
    let opened = project_file::open(&root(SAMPLE), Columns { text: true }).expect("opens");
    assert!(opened.warnings.is_empty(), "{:?}", opened.warnings);
    let made = portfolio(&SynthOptions::default()).expect("a portfolio");
    assert!(opened.document == made, "made again by `qunce synth`, the sample is another one");
    let readme = read("sample_data/README.md");
    for story in stories(&SynthOptions::default()).expect("stories") {
        let group = made.project.groups.iter().find(|group| group.id == story.group).expect("a group");
        assert!(readme.contains(&format!("| {} | ", group.name)), "{:?} in {}", story.kind, group.name);
    }
}

/// Runs the program for its help.
fn help(args: &[&str]) -> String {
    let output = Process::new(env!("CARGO_BIN_EXE_qunce"))
        .args(args)
        .arg("--help")
        .output()
        .expect("the program runs");
    assert!(output.status.success(), "{args:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The subcommands that the program lists.
fn subcommands() -> BTreeSet<String> {
    help(&[])
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| line.starts_with("  "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_command_in_the_readmes_exists_and_every_command_is_shown() {
    let known = subcommands();
    for readme in ["README.md", "README.zh-CN.md", "sample_data/README.md"] {
        let text = read(readme);
        let mut shown = BTreeSet::new();
        for (_, block) in blocks(&text).into_iter().filter(|(kind, _)| *kind == "sh") {
            for line in block.replace("\\\n", " ").lines() {
                let line = line.split(" #").next().unwrap_or_default();
                let mut words = line.split_whitespace().skip_while(|word| *word != "qunce").skip(1);
                // Without a subcommand, a project follows.
                let Some(name) = words.next().filter(|word| !word.contains(['.', '/'])) else { continue };
                assert!(known.contains(name), "{readme} names `qunce {name}`, which does not exist");
                let help = help(&[name]);
                for flag in words.filter(|word| word.starts_with("--")) {
                    let stands =
                        help.split_whitespace().any(|word| word.trim_matches(['[', ']', ',']) == flag);
                    assert!(stands, "{readme}: `qunce {name}` has no {flag}");
                }
                shown.insert(name.to_owned());
            }
        }
        if READMES.contains(&readme) {
            assert_eq!(shown, known, "{readme} shows every subcommand");
        }
    }
}

#[test]
fn what_the_readmes_link_to_is_there() {
    for readme in READMES {
        for target in local_links(&read(readme)) {
            assert!(root(&target).exists(), "{readme} links to {target}");
        }
    }
    assert!(read("README.md").contains("](README.zh-CN.md)"));
    assert!(read("README.zh-CN.md").contains("](README.md)"));
}

#[test]
fn the_pictures_are_whole_and_small() {
    let links: BTreeSet<String> = READMES.iter().flat_map(|readme| local_links(&read(readme))).collect();
    for (name, ..) in PICTURES {
        let path = format!("assets/readme/{name}");
        assert!(links.contains(&path), "no README shows {path}");
        let bytes = fs::read(root(&path)).expect("the picture");
        assert!(bytes.len() < MOST_BYTES, "{path} has {} bytes", bytes.len());
        let reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().expect("a PNG");
        assert!(reader.info().width >= 1280, "{path}");
    }
}

/// Opens a project as the window does, shows a page until nothing more is on its way, and gives the last picture as SVG.
fn page_svg(project: &Path, page: Page, lang: Lang) -> String {
    let settings = Settings { lang: Some(lang), mode: Mode::Light, ..Settings::default() };
    let mut state = AppState::new(settings, None, Arc::new(|| {}));
    let mut local = Local::default();
    state.apply(Command::OpenProject(project.to_owned()));
    let mut quiet = 0;
    for _ in 0..2_000 {
        state.poll();
        // A project opens on its first page.
        if state.loaded.is_some() && state.page != page {
            state.apply(Command::ShowPage(page));
        }
        let mut commands = Vec::new();
        let picture =
            export::render(vec2(1280.0, 800.0), |_| {}, |ui| commands = show(ui, &state, &mut local));
        let idle = commands.is_empty() && state.is_idle() && state.loaded.is_some();
        quiet = if idle { quiet + 1 } else { 0 };
        if quiet == 2 {
            assert!(state.dialogs.is_empty(), "{:?}", state.dialogs);
            let background = state.theme().ground;
            return export::svg(&picture, &About { title: "Qunce", summary: "", lang, background });
        }
        commands.into_iter().for_each(|command| state.apply(command));
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("the page never came to rest");
}

/// Opaque pixels as a small PNG: the 256 commonest colours, and the nearest of them in place of every other.
fn small_png(pixels: &export::Pixels) -> Vec<u8> {
    let colors: Vec<[u8; 3]> =
        pixels.rgba.chunks_exact(4).map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    let mut counts: HashMap<[u8; 3], usize> = HashMap::new();
    colors.iter().for_each(|color| *counts.entry(*color).or_default() += 1);
    let mut palette: Vec<[u8; 3]> = counts.keys().copied().collect();
    palette.sort_unstable_by_key(|color| (Reverse(counts[color]), *color));
    palette.truncate(256);
    let distance = |a: &[u8; 3], b: &[u8; 3]| -> u32 {
        a.iter().zip(b).map(|(a, b)| u32::from(a.abs_diff(*b)).pow(2)).sum()
    };
    let place =
        |color: &[u8; 3]| (0..palette.len()).min_by_key(|&at| distance(color, &palette[at])).unwrap_or(0);
    let places: HashMap<[u8; 3], u8> = counts.keys().map(|color| (*color, place(color) as u8)).collect();
    let indices: Vec<u8> = colors.iter().map(|color| places[color]).collect();

    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, pixels.width as u32, pixels.height as u32);
    encoder.set_color(ColorType::Indexed);
    encoder.set_palette(palette.concat());
    encoder.set_compression(Compression::High);
    encoder.set_filter(Filter::NoFilter);
    let mut writer = encoder.write_header().expect("a header");
    writer.write_image_data(&indices).expect("pixels");
    writer.finish().expect("an end");
    bytes
}

#[test]
#[ignore = "writes the pictures of the READMEs again"]
fn remake_pictures() {
    let project = root(SAMPLE);
    fs::create_dir_all(root("assets/readme")).expect("a folder");
    for (name, page, lang) in PICTURES {
        let svg = page_svg(&project, page, lang);
        let pixels = export::pixels(&svg, 1.5).expect("pixels");
        export::write_whole(&root("assets/readme").join(name), &small_png(&pixels)).expect("written");
    }
}
