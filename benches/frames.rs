//! CPU cost of one frame of every page: `cargo bench --bench frames -- [PROJECT]`, the sample when none is named.
//!
//! Draws the real interface without a window (1280x800 points at 2 pixels a point), lets it settle, then times
//! `Context::run_ui` and `Context::tessellate` together, which is all that the CPU does for a frame but hand the
//! triangles over. Prints the median, what 19 of 20 stay below, and the slowest of 200 frames, the pointer moving over the
//! page. Then comes how long after a change of scope the views of engagement stand. Last come a made-up group of 1,000
//! people and 20,000 linked pairs, with the time its pictures take to build and frames while it is dragged about, a forest
//! of 50,000 people with the frames while its slider is dragged and its page scrolled, and a made-up portfolio of 300
//! groups. `-- vine` draws the forest alone.

use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use qunce::app::{AppState, Command, JobKind, Need, Page, Period, Settings, View};
use qunce::charts::VineView;
use qunce::charts::catalogue::{Source, figure};
use qunce::i18n::Lang;
use qunce::project_file::{self, Changed};
use qunce::synth::{SynthOptions, portfolio};
use qunce::ui::{Local, show};

const FRAMES: usize = 200;

fn main() {
    let named = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let vine_alone = named.as_deref() == Some("vine");
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/sample_data/qinghe/project.ron");
    let project = PathBuf::from(named.unwrap_or_else(|| sample.to_owned()));
    let ctx = egui::Context::default();
    ctx.set_fonts(qunce::fonts::definitions());
    let mut state = AppState::new(Settings::default(), None, Arc::new(wake));
    let mut local = Local::default();
    if vine_alone {
        return vine(&ctx, &mut state, &mut local);
    }
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
    for &view in View::of(Page::Engagement) {
        rescope(&ctx, &mut state, &mut local, view);
    }
    links(&ctx, &mut state, &mut local);
    vine(&ctx, &mut state, &mut local);
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

/// How long after a change of days or groups a view shows the results, its figures included.
fn rescope(ctx: &egui::Context, state: &mut AppState, local: &mut Local, view: View) {
    state.apply(Command::SetPeriod(Period::Last(90)));
    state.apply(Command::ShowView(view));
    settle(ctx, state, local);
    for (name, change) in [
        ("30 days", Command::SetPeriod(Period::Last(30))),
        ("all days", Command::SetPeriod(Period::All)),
        ("one group", Command::SetGroups(vec![0])),
        ("all groups", Command::SetGroups(Vec::new())),
        ("last month", Command::SetPeriod(Period::LastMonth)),
    ] {
        let started = Instant::now();
        state.apply(change);
        // What takes long is waited for only where the view is made of it.
        let need = if view == View::Silent { Need::Silence } else { Need::Quick };
        let waits = |state: &AppState| {
            let busy = [JobKind::Analyse, JobKind::Figure].iter().any(|kind| state.jobs.is_running(*kind));
            let loaded = state.loaded.as_ref().expect("a project");
            busy || loaded.results(need).is_none_or(|results| results.revision != loaded.revision)
        };
        let mut drawn = 0;
        // Figures are asked for by the frame after the results have come, and drawn by the frame after that.
        while waits(state) || drawn < 2 {
            drawn = if waits(state) { 0 } else { drawn + 1 };
            draw(ctx, state, local, Vec::new());
            if waits(state) {
                wait_for_wake();
            }
        }
        println!("{view:?}, {name:<12} on screen after {:>8.1} ms", ms(started.elapsed()));
        settle(ctx, state, local);
    }
}

/// True when a job has asked for a frame since the last one.
static WOKEN: (Mutex<bool>, Condvar) = (Mutex::new(false), Condvar::new());

fn wake() {
    *WOKEN.0.lock().expect("nobody fails with the lock") = true;
    WOKEN.1.notify_all();
}

/// Waits for the next frame as a window does: until a job asks for one, or a sixtieth of a second.
fn wait_for_wake() {
    let woken = WOKEN.0.lock().expect("nobody fails with the lock");
    let pause = Duration::from_micros(16_667);
    let (mut woken, _) =
        WOKEN.1.wait_timeout_while(woken, pause, |woken| !*woken).expect("nobody fails with the lock");
    *woken = false;
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

/// The referral vine of a large forest.
fn vine(ctx: &egui::Context, state: &mut AppState, local: &mut Local) {
    const PEOPLE: usize = 50_000;
    let folder = tempfile::tempdir().expect("a folder for the made-up forest");
    let path = folder.path().join("forest.ron");
    std::fs::write(&path, forest(PEOPLE)).expect("the made-up forest can be written");
    let opened = Instant::now();
    state.apply(Command::OpenProject(path));
    settle(ctx, state, local);
    println!("50,000 people, opened  {:>8.1} ms", ms(opened.elapsed()));
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
    for name in ["vine", "generations", "branches", "branch", "ledgers", "channels", "refused", "ring"] {
        let name = format!("funnel.{name}");
        let started = Instant::now();
        let figure = figure(&source, &name, None).expect("a figure of the made-up forest");
        println!("{name:<22} {:>8.1} ms   {}", ms(started.elapsed()), figure.chart.summary(Lang::En));
    }
    state.apply(Command::ShowView(View::Referral));
    settle(ctx, state, local);
    time_frames("vine, hovered", |number| frame(ctx, state, local, number));
    // The slider stands somewhere below the tabs: it is where a press changes the day.
    let mut press = |y: f32, pressed: bool| {
        let pos = egui::pos2(700.0, y);
        let modifiers = egui::Modifiers::NONE;
        let event =
            egui::Event::PointerButton { pos, button: egui::PointerButton::Primary, pressed, modifiers };
        draw(ctx, state, local, vec![egui::Event::PointerMoved(pos), event]);
        draw(ctx, state, local, Vec::new());
    };
    let found = (30..150).map(|row| row as f32 * 2.0).find(|&y| {
        press(y, true);
        let moved = VineView::load(ctx).day.is_some();
        if !moved {
            press(y, false);
        }
        moved
    });
    let y = found.expect("a slider below the tabs");
    let mut days = std::collections::BTreeSet::new();
    time_frames("vine, slider dragged", |number| {
        let at = egui::pos2(400.0 + (number % 100) as f32 * 5.0, y);
        draw(ctx, state, local, vec![egui::Event::PointerMoved(at)]);
        days.extend(VineView::load(ctx).day);
    });
    assert!(days.len() > 20, "the slider was not dragged");
    let pos = egui::pos2(700.0, y);
    let (button, modifiers) = (egui::PointerButton::Primary, egui::Modifiers::NONE);
    draw(ctx, state, local, vec![egui::Event::PointerButton { pos, button, pressed: false, modifiers }]);
    let margin = egui::pos2(204.0, 480.0);
    time_frames("vine, scrolled", |number| {
        let wheel = egui::Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: egui::vec2(0.0, if number % 60 < 30 { -24.0 } else { 24.0 }),
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Unknown,
            modifiers: egui::Modifiers::NONE,
        };
        draw(ctx, state, local, vec![egui::Event::PointerMoved(margin), wheel]);
    });
}

/// A project file of people who brought each other over two years: one in four came alone, early people bring most.
fn forest(people: usize) -> String {
    use std::fmt::Write as _;
    const GROUPS: usize = 12;
    const DAYS: usize = 700;
    let mut state = 7_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below.max(1)
    };
    let mut text = String::from(
        "#![enable(implicit_some)]\n(schema: 1, name: \"forest\", time_zone: \"Asia/Shanghai\", groups: [",
    );
    for group in 0..GROUPS {
        let _ = write!(text, "(id: \"g{group}\", name: \"第{group}群\"),");
    }
    text.push_str("], members: Inline([");
    let (mut stays, mut orders) = (String::new(), String::new());
    let first = NaiveDate::from_ymd_opt(2024, 11, 1).expect("a day");
    for person in 0..people {
        let day = first + chrono::Days::new((person * DAYS / people) as u64);
        let early = 1 + next(person);
        let inviter = (next(4) > 0 && person > 0).then(|| next(early.min(person)));
        let _ = write!(text, "(id: \"p{person}\", name: \"成员{person}\"");
        if let Some(inviter) = inviter {
            let _ = write!(text, ", inviter: \"p{inviter}\", source: \"referral\"");
        }
        text.push_str("),");
        let group = person % GROUPS;
        let _ = write!(stays, "(group: \"g{group}\", member: \"p{person}\", joined: \"{day}\"),");
        if person % 5 == 0 {
            let _ = write!(
                orders,
                "(id: \"o{person}\", at: \"{day}T12:00:00+08:00\", member: \"p{person}\", product: \"卡\", \
                 amount: \"365.00\"),"
            );
        }
    }
    let _ = write!(
        text,
        "]), memberships: Inline([{stays}]), orders: Inline([{orders}]), messages: Inline([(id: 1, \
         at: \"2026-10-01T10:00:00+08:00\", group: \"g0\", member: \"p0\", text: \"x\")]))"
    );
    text
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
