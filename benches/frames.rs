//! CPU cost of one frame of every page: `cargo bench --bench frames -- [PROJECT]`, the sample when none is named.
//!
//! Draws the real interface without a window (1280x800 points at 2 pixels a point), lets it settle, then times
//! `Context::run_ui` and `Context::tessellate` together, which is all that the CPU does for a frame but hand the
//! triangles over. Prints the median, what 19 of 20 stay below, and the slowest of 200 frames, the pointer moving over the
//! page. Last come a made-up group of 1,000 people and 20,000 linked pairs, with the time its pictures take to build and
//! frames while it is dragged about, and a made-up portfolio of 300 groups.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use qunce::app::{AppState, Command, Page, Period, Settings, View};
use qunce::charts::catalogue::{Source, figure};
use qunce::i18n::Lang;
use qunce::project_file::{self, Changed};
use qunce::synth::{SynthOptions, portfolio};
use qunce::ui::{Local, show};

const FRAMES: usize = 200;

fn main() {
    let named = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/sample_data/qinghe/project.ron");
    let project = PathBuf::from(named.unwrap_or_else(|| sample.to_owned()));
    let ctx = egui::Context::default();
    ctx.set_fonts(qunce::fonts::definitions());
    let mut state = AppState::new(Settings::default(), None, Arc::new(|| {}));
    let mut local = Local::default();
    let opened = Instant::now();
    state.apply(Command::OpenProject(project));
    settle(&ctx, &mut state, &mut local);
    println!("open and analyse {:>8.1} ms", opened.elapsed().as_secs_f64() * 1e3);
    for page in Page::ALL {
        if View::of(page).is_empty() {
            state.apply(Command::ShowPage(page));
            settle(&ctx, &mut state, &mut local);
            time_frames(&format!("{page:?}"), |number| frame(&ctx, &mut state, &mut local, number));
        }
        for &view in View::of(page) {
            state.apply(Command::ShowView(view));
            settle(&ctx, &mut state, &mut local);
            time_frames(&format!("{page:?}, {view:?}"), |number| frame(&ctx, &mut state, &mut local, number));
        }
    }
    links(&ctx, &mut state, &mut local);
    board(&ctx, &mut state, &mut local);
}

fn time_frames(name: &str, mut draw: impl FnMut(usize)) {
    let mut times: Vec<Duration> = (0..FRAMES)
        .map(|number| {
            let started = Instant::now();
            draw(number);
            started.elapsed()
        })
        .collect();
    times.sort_unstable();
    println!(
        "{name:<24} median {:>6.2} ms   19 of 20 {:>6.2} ms   slowest {:>6.2} ms",
        ms(times[FRAMES / 2]),
        ms(times[FRAMES * 19 / 20]),
        ms(times[FRAMES - 1])
    );
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// The board of a portfolio of 300 groups.
fn board(ctx: &egui::Context, state: &mut AppState, local: &mut Local) {
    let folder = tempfile::tempdir().expect("a folder for the made-up portfolio");
    let path = folder.path().join("portfolio.ron");
    let options = SynthOptions { messages: 300_000, members: 12_000, groups: 300, ..SynthOptions::default() };
    let document = portfolio(&options).expect("a portfolio");
    project_file::save(&document, &path, Changed::ALL).expect("the made-up portfolio can be written");
    let opened = Instant::now();
    state.apply(Command::OpenProject(path));
    settle(ctx, state, local);
    println!("300 groups, opened     {:>8.1} ms", ms(opened.elapsed()));
    state.apply(Command::ShowView(View::Portfolio));
    settle(ctx, state, local);
    time_frames("300 groups, hovered", |number| frame(ctx, state, local, number));
}

/// The view of links of a large group.
fn links(ctx: &egui::Context, state: &mut AppState, local: &mut Local) {
    let folder = tempfile::tempdir().expect("a folder for the made-up group");
    let path = folder.path().join("links.ron");
    std::fs::write(&path, crowd(1_000, 20_000)).expect("the made-up group can be written");
    state.apply(Command::OpenProject(path));
    settle(ctx, state, local);
    state.apply(Command::SetPeriod(Period::All));
    settle(ctx, state, local);
    let analysis = state.loaded.as_ref().and_then(|loaded| loaded.analysis.clone()).expect("results");
    let source = Source {
        input: analysis.input(),
        scope: &analysis.scope,
        compared: None,
        panels: &analysis.panels,
        before: None,
        hours: None,
        talk: None,
        lang: Lang::Zh,
    };
    for name in ["structure.links", "structure.matrix", "structure.bridges", "structure.communities"] {
        let started = Instant::now();
        let figure = figure(&source, name, Some(0)).expect("a figure of the made-up group");
        println!("{name:<22} {:>8.1} ms   {}", ms(started.elapsed()), figure.chart.summary(Lang::En));
    }
    state.apply(Command::ShowView(View::Links));
    settle(ctx, state, local);
    let grip = egui::pos2(560.0, 480.0);
    let button = |pos, pressed| egui::Event::PointerButton {
        pos,
        button: egui::PointerButton::Primary,
        pressed,
        modifiers: egui::Modifiers::NONE,
    };
    draw(ctx, state, local, vec![egui::Event::PointerMoved(grip)]);
    time_frames("links, hovered", |number| frame(ctx, state, local, number));
    draw(ctx, state, local, vec![egui::Event::PointerMoved(grip), button(grip, true)]);
    time_frames("links, dragged", |number| {
        let at = grip + egui::vec2((number % 40) as f32 * 3.0, (number % 30) as f32 * 2.0);
        draw(ctx, state, local, vec![egui::Event::PointerMoved(at)]);
    });
    draw(ctx, state, local, vec![button(grip, false)]);
    // The matrix stands below: the page is scrolled to it from its margin.
    let margin = egui::pos2(204.0, 480.0);
    for _ in 0..40 {
        let wheel = egui::Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: egui::vec2(0.0, -20.0),
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Unknown,
            modifiers: egui::Modifiers::NONE,
        };
        draw(ctx, state, local, vec![egui::Event::PointerMoved(margin), wheel]);
    }
    time_frames("matrix, hovered", |number| frame(ctx, state, local, number));
}

/// A project file of one group: everybody is in a circle of 50 and names others, mostly of the same circle.
fn crowd(people: usize, pairs: usize) -> String {
    use std::fmt::Write as _;
    const CIRCLE: usize = 50;
    let mut text = String::from(
        "#![enable(implicit_some)]\n(schema: 1, name: \"crowd\", time_zone: \"Asia/Shanghai\", \
         groups: [(id: \"g\", name: \"crowd\")], members: Inline([",
    );
    for person in 0..people {
        let _ = write!(text, "(id: \"p{person}\", name: \"成员{person}\"),");
    }
    text.push_str("]), messages: Inline([");
    let mut known = std::collections::HashSet::new();
    let mut state = 1_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    while known.len() < pairs {
        let a = next(people);
        let near = next(10) < 7;
        let b = if near { a / CIRCLE * CIRCLE + next(CIRCLE) } else { next(people) };
        if a == b || b >= people || !known.insert((a.min(b), a.max(b))) {
            continue;
        }
        let number = known.len();
        let (day, hour, minute) = (1 + number % 28, number / 28 % 24, number / 672 % 60);
        let _ = write!(
            text,
            "(id: {number}, at: \"2026-10-{day:02}T{hour:02}:{minute:02}:00+08:00\", group: \"g\", member: \"p{a}\", \
             chars: 5, mentions: [\"p{b}\"]),"
        );
    }
    text.push_str("]))");
    text
}

/// Draws frames until no job is under way and all figures stand.
fn settle(ctx: &egui::Context, state: &mut AppState, local: &mut Local) {
    for number in 0..2_000 {
        frame(ctx, state, local, number);
        if state.is_idle() && number > 5 {
            break;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn frame(ctx: &egui::Context, state: &mut AppState, local: &mut Local, number: usize) {
    let at = egui::pos2(300.0 + (number % 90) as f32 * 10.0, 120.0 + (number % 60) as f32 * 10.0);
    draw(ctx, state, local, vec![egui::Event::PointerMoved(at)]);
}

fn draw(ctx: &egui::Context, state: &mut AppState, local: &mut Local, events: Vec<egui::Event>) {
    let input = egui::RawInput {
        screen_rect: Some(egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(1280.0, 800.0))),
        events,
        max_texture_side: Some(8192),
        viewports: std::iter::once((
            egui::ViewportId::ROOT,
            egui::ViewportInfo { native_pixels_per_point: Some(2.0), ..Default::default() },
        ))
        .collect(),
        ..Default::default()
    };
    state.poll();
    let mut commands = Vec::new();
    let mut output = ctx.run_ui(input, |ui| commands = show(ui, state, local));
    output.textures_delta.clear();
    let shapes = std::mem::take(&mut output.shapes);
    let triangles = ctx.tessellate(shapes, output.pixels_per_point);
    std::hint::black_box(triangles);
    for command in commands {
        state.apply(command);
    }
}
